package io.tidemark.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A series as a script: {@code cpu host=a: 40x60 95x5 _x3 41x10, every 60s}.
 *
 * <p>A metric, tags, a colon, values, a comma, the width of a bucket. {@code 40x60} is sixty buckets of 40, {@code _x3}
 * three without anything. A '^' behind a value says "above its band", a 'v' "below it"; a script with one of them is one
 * of bands from {@code value - 1} to {@code value + 1} around the others.
 *
 * @param metric name
 * @param group tags as a group, 'host:a'; '*' without tags
 * @param steps one for each bucket
 * @param every width of a bucket
 */
public record SeriesScript(String metric, String group, List<Step> steps, Duration every) {

    /** Most buckets of one series: ten weeks of minutes. */
    public static final int STEPS_MAX = 100_800;

    private static final Pattern LINE = Pattern.compile("(\\S+)((?: \\w+=\\S+?)*): (.*), every (\\d+)([smhd])");
    private static final Pattern STEP = Pattern.compile("(_|-?\\d+(?:\\.\\d+)?)([v^]?)(?:x(\\d+))?");

    /** @param value NaN for a bucket without anything */
    public record Step(double value, boolean above, boolean below) {
        public boolean isMissing() {
            return Double.isNaN(value);
        }
    }

    private static int times(String digits) {
        return digits.length() > 7 ? Integer.MAX_VALUE / 2 : Integer.parseInt(digits);
    }

    /** @throws IllegalArgumentException where a line is none, with what was expected */
    public static SeriesScript parse(String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new IllegalArgumentException(
                    "script: \"" + text + "\" (expected: metric tag=value: 40x60 95x5 _x3, every 10s) [bad-script]");
        }
        List<Step> steps = new ArrayList<>();
        for (String part : line.group(3).split(" ")) {
            Matcher step = STEP.matcher(part);
            if (!step.matches()) {
                throw new IllegalArgumentException(
                        "step: \"" + part + "\" (expected: 40, 40x60, 95^x5 or _x3) [bad-script]");
            }
            double value = step.group(1).equals("_") ? Double.NaN : Double.parseDouble(step.group(1));
            int times = step.group(3) == null ? 1 : times(step.group(3));
            if (steps.size() + times > STEPS_MAX) {
                throw new IllegalArgumentException(
                        "script: more than " + STEPS_MAX + " buckets (expected: at most that) [bad-script]");
            }
            for (int i = 0; i < times; i++) {
                steps.add(
                        new Step(value, step.group(2).equals("^"), step.group(2).equals("v")));
            }
        }
        String tags = line.group(2).strip().replace('=', ':').replace(' ', ',');
        return new SeriesScript(
                line.group(1),
                tags.isEmpty() ? "*" : tags,
                List.copyOf(steps),
                every(Long.parseLong(line.group(4)), line.group(5)));
    }

    /** Whether a value stands above or below its band. */
    public boolean hasBand() {
        return steps.stream().anyMatch(step -> step.above() || step.below());
    }

    private static Duration every(long amount, String unit) {
        Duration every = switch (unit) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
        if (every.toSeconds() < 1 || every.toDays() > 7) {
            throw new IllegalArgumentException("every " + amount + unit + " (expected: 1s to 7d) [bad-script]");
        }
        return every;
    }
}
