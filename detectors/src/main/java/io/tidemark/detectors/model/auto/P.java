package io.tidemark.detectors.model.auto;

final class P {
    static double k(String n, double d) {
        String v = System.getProperty("auto." + n);
        return v == null ? d : Double.parseDouble(v);
    }
}
