package io.tidemark.detectors.topology;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One record of output as it is compared: its key, all bytes of its value, its timestamp. */
public record ToldRecord(String key, String valueHex, long timestampMillis) {
    private static final int SHOWN_CHARS = 200;

    public static ToldRecord of(byte[] key, byte[] value, long timestampMillis) {
        return new ToldRecord(
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(value),
                timestampMillis);
    }

    public byte[] rawKey() {
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    public byte[] value() {
        return HexFormat.of().parseHex(valueHex);
    }

    /** Without the timestamp, for topics where the broker sets its own. */
    public ToldRecord untimed() {
        return new ToldRecord(key, valueHex, 0);
    }

    /** Where two outputs part, in a sentence; empty where they are the same records in the same order. */
    public static Optional<String> difference(List<ToldRecord> told, List<ToldRecord> expected) {
        for (int i = 0; i < Math.min(told.size(), expected.size()); i++) {
            if (!told.get(i).equals(expected.get(i))) {
                return Optional.of("record " + i + " of " + told.size() + " told, " + expected.size()
                        + " expected:\n told " + told.get(i).shown() + "\n expected "
                        + expected.get(i).shown());
            }
        }
        return told.size() == expected.size()
                ? Optional.empty()
                : Optional.of(told.size() + " records told, " + expected.size() + " expected; the shorter one is the"
                        + " other's beginning");
    }

    private String shown() {
        String hex = valueHex.length() > SHOWN_CHARS ? valueHex.substring(0, SHOWN_CHARS) + "…" : valueHex;
        return key + " at " + timestampMillis + " " + hex;
    }
}
