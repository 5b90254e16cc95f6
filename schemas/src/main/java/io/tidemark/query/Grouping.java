package io.tidemark.query;

import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which series are told apart: nothing after the scope, {@code by {host,page}}, or {@code by {*}}.
 *
 * <p>The key of a group is its tags in alphabetical order of their keys, {@code host:a,page:b}. A series without the tag
 * belongs to {@code host:N/A} (tags are lower-case, so no tag can be called that). A series that carries a key twice
 * ({@code team:a,team:b}) belongs to each of its groups, up to {@value #COMBINATIONS_MAX} combinations; above that it
 * counts once, under the first value of each key. Without grouping the key is {@code *}; with {@code by {*}} it is the
 * whole canonical text of the series.
 */
public record Grouping(Kind kind, List<String> keys) {

    public enum Kind {
        /** All series are one group. */
        NONE,
        /** One group for each combination of the keys. */
        KEYS,
        /** Each series is its own group. */
        EVERY_SERIES
    }

    /** Key of the only group of a query without {@code by}. */
    public static final String ALL_KEY = "*";

    /** What a missing tag is shown as. */
    public static final String MISSING = "N/A";

    /** Most groups that one series may belong to. */
    public static final int COMBINATIONS_MAX = 64;

    /** Most keys in one {@code by}. */
    public static final int KEYS_MAX = 16;

    public static final Grouping NONE = new Grouping(Kind.NONE, List.of());
    public static final Grouping EVERY_SERIES = new Grouping(Kind.EVERY_SERIES, List.of());

    public Grouping {
        keys = List.copyOf(new TreeSet<>(keys));
        if ((kind == Kind.KEYS) == keys.isEmpty()) {
            throw new IllegalArgumentException("Grouping " + kind + " with keys " + keys);
        }
    }

    public static Grouping by(List<String> keys) {
        return new Grouping(Kind.KEYS, keys);
    }

    /**
     * The groups of a series: almost always exactly one.
     *
     * @param seriesText canonical text of the series
     * @param tags its tags, lower-case
     */
    public List<String> groupsOf(String seriesText, List<String> tags) {
        return switch (kind) {
            case NONE -> List.of(ALL_KEY);
            case EVERY_SERIES -> List.of(seriesText);
            case KEYS -> combinations(tags);
        };
    }

    /** The groups of a series. */
    public List<String> groupsOf(Series series) {
        return groupsOf(kind == Kind.EVERY_SERIES ? series.text() : "", series.tags());
    }

    /**
     * Whether the groups of a series are ones it belongs to for sure. A series that collects what is over a limit
     * ({@value Series#OVERFLOW_TAG}) has lost tags: it counts where all its keys are left or there are none, and is no group of its
     * own, nor in {@code N/A} with those that never had the tag.
     */
    public boolean isSureOf(List<String> tags) {
        return !tags.contains(Series.OVERFLOW_TAG)
                || switch (kind) {
                    case NONE -> true;
                    case EVERY_SERIES -> false;
                    case KEYS ->
                        keys.stream().noneMatch(key -> tagsOf(key, tags).contains(key + ":" + MISSING));
                };
    }

    private List<String> combinations(List<String> tags) {
        List<List<String>> values = new ArrayList<>(keys.size());
        long combinations = 1;
        for (String key : keys) {
            List<String> found = tagsOf(key, tags);
            values.add(found);
            combinations = Math.min(combinations * found.size(), COMBINATIONS_MAX + 1L);
        }
        List<String> groups = List.of("");
        for (List<String> found : values) {
            List<String> taken = combinations > COMBINATIONS_MAX ? found.subList(0, 1) : found;
            List<String> next = new ArrayList<>(groups.size() * taken.size());
            for (String group : groups) {
                for (String tag : taken) {
                    next.add(group.isEmpty() ? tag : group + "," + tag);
                }
            }
            groups = next;
        }
        return List.copyOf(groups);
    }

    private static List<String> tagsOf(String key, List<String> tags) {
        List<String> found = new ArrayList<>(1);
        for (String tag : tags) {
            if (tag.length() > key.length() && tag.charAt(key.length()) == ':' && tag.startsWith(key)) {
                found.add(tag);
            }
        }
        return found.isEmpty() ? List.of(key + ":" + MISSING) : found;
    }

    /**
     * The tags of a group key of this grouping, for matching scopes of downtimes: {@code host:a,page:b} gives two, the
     * key of a whole series gives its tags, {@code *} gives none.
     */
    public static List<String> tagsOfGroup(String group) {
        if (group.equals(ALL_KEY)) {
            return List.of();
        }
        int open = group.indexOf('{');
        String inside = open >= 0 && group.endsWith("}") ? group.substring(open + 1, group.length() - 1) : group;
        return open < 0 && group.indexOf(':') < 0 ? List.of() : List.of(inside.split(","));
    }

    /** {@code by {host,page}}, or the empty text. */
    public String text() {
        return switch (kind) {
            case NONE -> "";
            case EVERY_SERIES -> "by {*}";
            case KEYS -> "by {" + String.join(",", keys) + "}";
        };
    }
}
