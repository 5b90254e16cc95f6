package io.tidemark.ingest.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills references in settings with what they stand for, and hides it where text is shown.
 *
 * <p><code>${env:NAME}</code> or <code>%%env_NAME%%</code>: a variable of the environment; <code>${file:/path}</code>: the
 * content of a file without its last line feed.
 */
final class Secrets {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{(env|file):([^}]+)}|%%env_([A-Za-z_][A-Za-z0-9_]*)%%");

    /** A file that holds a secret is small. */
    private static final int FILE_BYTES_MAX = 64 * 1024;

    /** Shorter texts stand in too many places for other reasons. */
    private static final int HIDDEN_LENGTH_MIN = 4;

    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(password|passwd|secret|token|api_key|passphrase).*");

    private final Function<String, String> environment;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** @param environment null for a variable that is not set */
    Secrets(Function<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The same map with all references filled; keys without a value are left out.
     *
     * @throws IllegalArgumentException where a reference stands for nothing
     */
    Map<String, Object> fill(Map<?, ?> settings) {
        Map<String, Object> filled = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            if (value != null) {
                Object inner = fillValue(value);
                if (SECRET_KEY.matcher(key.toString()).matches() && inner instanceof String text) {
                    remember(text);
                }
                filled.put(key.toString(), inner);
            }
        });
        return filled;
    }

    /** The text with every secret that was filled in, or stood under a key such as password, hidden. */
    String mask(String text) {
        String masked = text;
        List<String> longestFirst = new ArrayList<>(known);
        longestFirst.sort(Comparator.comparingInt(String::length).reversed());
        for (String secret : longestFirst) {
            masked = masked.replace(secret, "********");
        }
        return masked;
    }

    private Object fillValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return fill(map);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .filter(java.util.Objects::nonNull)
                    .map(this::fillValue)
                    .toList();
        }
        return value instanceof String text ? fillText(text) : value;
    }

    private String fillText(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            Matcher reference = (Matcher) match;
            String secret = "file".equals(reference.group(1))
                    ? file(reference.group(2))
                    : variable(reference.group(2) == null ? reference.group(3) : reference.group(2));
            remember(secret);
            return Matcher.quoteReplacement(secret);
        });
    }

    private void remember(String secret) {
        if (secret.length() >= HIDDEN_LENGTH_MIN) {
            known.add(secret);
        }
    }

    private String variable(String name) {
        String value = environment.apply(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the variable " + name + " is not set (expected in the agent's environment) [no-secret]");
        }
        return value;
    }

    private static String file(String path) {
        try {
            Path file = Path.of(path);
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IOException("it is larger than " + FILE_BYTES_MAX + " bytes");
            }
            return Files.readString(file).stripTrailing();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the file \"" + path + "\" cannot be read (" + e + "; expected a secret in it) [no-secret]", e);
        }
    }
}
