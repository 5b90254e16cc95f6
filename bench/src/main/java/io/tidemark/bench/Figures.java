package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named figures of one run, in order, with their units. */
public final class Figures {

    private record Figure(double value, String unit) {}

    private final Map<String, Figure> figures = new LinkedHashMap<>();

    /** @param key letters, digits and underscores; the unit belongs into {@code unit}, not into the key of a ratio */
    public Figures add(String key, double value, String unit) {
        figures.put(key, new Figure(value, unit));
        return this;
    }

    public boolean has(String key) {
        return figures.containsKey(key);
    }

    public double get(String key) {
        Figure figure = figures.get(key);
        if (figure == null) {
            throw new IllegalArgumentException("no figure " + key + " (there are " + figures.keySet() + ")");
        }
        return figure.value();
    }

    String table() {
        int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder table = new StringBuilder();
        figures.forEach((key, figure) ->
                table.append(String.format("%-" + width + "s  %14s  %s%n", key, shown(figure.value()), figure.unit())));
        return table.toString();
    }

    /** One flat object of numbers, with what they were measured on beside them. */
    void write(Path file, String benchmark) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode object = json.createObjectNode().put("benchmark", benchmark);
        figures.forEach((key, figure) -> object.put(key, figure.value()));
        ObjectNode units = object.putObject("units");
        figures.forEach((key, figure) -> units.put(key, figure.unit()));
        object.put("java", Runtime.version().toString())
                .put("processors", Runtime.getRuntime().availableProcessors());
        Files.writeString(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n");
    }

    private static String shown(double value) {
        double size = Math.abs(value);
        if (size >= 1_000) {
            return String.format("%,.0f", value);
        }
        return size >= 10 ? String.format("%.1f", value) : String.format("%.3f", value);
    }
}
