package io.tidemark.ingest.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of one instance, with secrets filled in: what its file says under {@code init_config} and in one entry of
 * {@code instances}. Values are texts, numbers, booleans, lists and maps. A key of the instance goes before the same of
 * init_config.
 */
public record CheckSettings(Map<String, Object> initConfig, Map<String, Object> instance) {

    public CheckSettings {
        initConfig = Map.copyOf(initConfig);
        instance = Map.copyOf(instance);
    }

    public static CheckSettings of(Map<String, Object> instance) {
        return new CheckSettings(Map.of(), instance);
    }

    public Optional<Object> value(String key) {
        Object own = instance.get(key);
        return Optional.ofNullable(own == null ? initConfig.get(key) : own);
    }

    /** A text that must be there. */
    public String text(String key) {
        return value(key)
                .map(Object::toString)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(
                        key + " is missing (expected a text). Add it to the instance. [missing-setting]"));
    }

    public String text(String key, String otherwise) {
        return value(key).map(Object::toString).orElse(otherwise);
    }

    public double number(String key, double otherwise, double min, double max) {
        Object value = value(key).orElse(otherwise);
        double number;
        try {
            number = Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!(number >= min && number <= max)) {
            throw new IllegalArgumentException(
                    key + " is \"" + value + "\" (expected a number from " + min + " to " + max + ") [bad-number]");
        }
        return number;
    }

    public int integer(String key, int otherwise, int min, int max) {
        double number = number(key, otherwise, min, max);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException(key + " is \"" + number + "\" (expected a whole number from " + min
                    + " to " + max + ") [bad-number]");
        }
        return (int) number;
    }

    public boolean flag(String key, boolean otherwise) {
        Object value = value(key).orElse(otherwise);
        if (!value.toString().equalsIgnoreCase("true") && !value.toString().equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(key + " is \"" + value + "\" (expected true or false) [bad-flag]");
        }
        return Boolean.parseBoolean(value.toString());
    }

    /** A list of texts; a single text counts as a list of one; empty where the key is missing. */
    public List<String> texts(String key) {
        return list(key).stream().map(Object::toString).toList();
    }

    /** A list of maps; empty where the key is missing. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> maps(String key) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Object one : list(key)) {
            if (!(one instanceof Map)) {
                throw new IllegalArgumentException(
                        key + " holds \"" + one + "\" (expected a map of keys and values) [bad-shape]");
            }
            maps.add((Map<String, Object>) one);
        }
        return maps;
    }

    public Map<?, ?> map(String key) {
        Object value = value(key).orElse(Map.of());
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(
                    key + " is \"" + value + "\" (expected a map of keys and values) [bad-shape]");
        }
        return map;
    }

    /** The instance's own tags. */
    public List<String> tags() {
        return texts("tags");
    }

    private List<?> list(String key) {
        Object value = value(key).orElse(List.of());
        return value instanceof List<?> list
                ? list.stream().filter(Objects::nonNull).toList()
                : List.of(value);
    }
}
