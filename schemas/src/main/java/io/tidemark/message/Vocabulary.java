package io.tidemark.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names that a message may use, as Datadog's message language has them. */
public final class Vocabulary {

    static final Set<String> VARIABLES = new TreeSet<>(List.of(
            "value",
            "threshold",
            "warn_threshold",
            "ok_threshold",
            "comparator",
            "first_triggered_at",
            "last_triggered_at",
            "first_triggered_at_epoch",
            "last_triggered_at_epoch",
            "triggered_duration_sec",
            "check_message",
            "monitor_id",
            "monitor_name",
            "query",
            "reason",
            "group",
            "priority"));

    /** Blocks without arguments. */
    public static final Set<String> STATES = new TreeSet<>(List.of(
            "is_alert",
            "is_warning",
            "is_recovery",
            "is_alert_recovery",
            "is_warning_recovery",
            "is_alert_to_warning",
            "is_no_data",
            "is_no_data_recovery",
            "is_unknown",
            "is_renotify"));

    /** Blocks with arguments. */
    static final Set<String> MATCHES = new TreeSet<>(List.of("is_match", "is_exact_match", "is_priority"));

    static final Set<String> FUNCTIONS = new TreeSet<>(List.of("eval", "local_time", "override_priority"));

    /** {@code host.name}, {@code [tag.with.dot].name}, {@code host.ip}, {@code a.value}. */
    private static final Pattern TAG_ATTRIBUTE =
            Pattern.compile("(?:\\[(?<quoted>[^\\]\\s]+)\\]|(?<plain>[A-Za-z0-9_-]+))\\.(?<attribute>name|ip|value)");

    private Vocabulary() {}

    /** Whether it is a block with or without arguments. */
    public static boolean isBlock(String name) {
        return STATES.contains(name) || MATCHES.contains(name);
    }

    /** Whether it is a variable, or an attribute of a tag. */
    public static boolean isVariable(String name) {
        return VARIABLES.contains(name) || TAG_ATTRIBUTE.matcher(name).matches();
    }

    /** The tag key that {@code name} speaks of, or the empty text if it speaks of no tag. */
    public static String tagKey(String name) {
        var matcher = TAG_ATTRIBUTE.matcher(name);
        if (!matcher.matches() || matcher.group("attribute").equals("value")) {
            return "";
        }
        String key = matcher.group("quoted") == null ? matcher.group("plain") : matcher.group("quoted");
        return key.toLowerCase(Locale.ROOT);
    }

    /** " Did you mean {{value}}?" for a name that is at most two letters off; else nothing. */
    static String suggestion(String wrong, Set<String> known) {
        String best = null;
        int distance = 3;
        for (String name : known) {
            int d = distance(wrong, name);
            if (d < distance) {
                distance = d;
                best = name;
            }
        }
        return best == null ? "" : " Did you mean \"" + best + "\"?";
    }

    /** Edit distance with neighbours swapped counted as one; names are short. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 2) {
            return 3;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
