package io.tidemark.series;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A metric name plus a sorted set of tags: {@code system.cpu.user{env:prod,host:a}}; without tags the bare name.
 *
 * @param metric name, not empty, without braces, commas, white space or control characters
 * @param tags {@code key:value} or a bare {@code key}, lower case, sorted, no doubles
 */
public record Series(String metric, List<String> tags) implements Comparable<Series> {

    /** Longest canonical text, characters: a name of 200 and 60 tags of up to 1,224 would be over it on purpose. */
    public static final int TEXT_LENGTH_MAX = 8_192;

    /** Tag of the series that collects what is over a limit of series: other tags were taken off its points. Nobody may send it. */
    public static final String OVERFLOW_TAG = "overflow:true";

    public Series {
        requireWritable("metric", metric);
        tags = canonical(tags);
    }

    /** The series of a metric and tags in any order and case. */
    public static Series of(String metric, Collection<String> tags) {
        return new Series(metric, List.copyOf(tags));
    }

    public static Series of(String metric, String... tags) {
        return new Series(metric, List.of(tags));
    }

    /**
     * Reads a canonical text; a text in another order or case, or with empty braces, is accepted and made canonical.
     *
     * @throws IllegalArgumentException where the text is not {@code metric} or {@code metric{tag,tag}}
     */
    public static Series parse(String text) {
        int open = text.indexOf('{');
        if (open < 0) {
            return new Series(text, List.of());
        }
        if (!text.endsWith("}")) {
            throw new IllegalArgumentException("series is \"" + cut(text)
                    + "\" (expected metric or metric{tag,tag}: the closing brace is missing)");
        }
        String inside = text.substring(open + 1, text.length() - 1);
        List<String> tags = new ArrayList<>();
        if (!inside.isEmpty()) {
            Collections.addAll(tags, inside.split(",", -1));
        }
        return new Series(text.substring(0, open), tags);
    }

    /** The canonical text: the key of this series on every topic, and what partitioning hashes. */
    public String text() {
        return tags.isEmpty() ? metric : metric + '{' + String.join(",", tags) + '}';
    }

    /** The value of the first tag with this key; empty text for a tag without a value. */
    public Optional<String> tagValue(String key) {
        for (String tag : tags) {
            if (tag.startsWith(key)) {
                if (tag.length() == key.length()) {
                    return Optional.of("");
                }
                if (tag.charAt(key.length()) == ':') {
                    return Optional.of(tag.substring(key.length() + 1));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public int compareTo(Series other) {
        return text().compareTo(other.text());
    }

    @Override
    public String toString() {
        return text();
    }

    private static List<String> canonical(List<String> tags) {
        TreeSet<String> sorted = new TreeSet<>();
        for (String tag : tags) {
            requireWritable("tag", tag);
            sorted.add(tag.toLowerCase(Locale.ROOT));
        }
        return List.copyOf(sorted);
    }

    private static void requireWritable(String what, String text) {
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty (expected a name)");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '{' || c == '}' || c == ',' || c == 0x7f) {
                throw new IllegalArgumentException(
                        what + " is \"" + cut(text) + "\" (expected no space, control character, "
                                + "brace or comma; found one at character " + (i + 1) + ")");
            }
        }
    }

    private static String cut(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 64); i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c == 0x7f ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return text.length() > 64 ? shown + "…" : shown.toString();
    }
}
