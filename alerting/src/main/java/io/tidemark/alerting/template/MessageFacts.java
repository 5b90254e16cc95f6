package io.tidemark.alerting.template;

import io.tidemark.avro.AlertState;
import io.tidemark.avro.NotificationKind;
import io.tidemark.message.Arithmetic;
import io.tidemark.message.Vocabulary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** One decision in the words of the message language. Lives for one rendering. */
final class MessageFacts {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** An @ that would begin a handle; one that comes from a tag's value must not decide who is told. */
    private static final Pattern HANDLE_SIGN = Pattern.compile("(?<![\\p{L}\\p{N}_.+-])@");

    private final MessageContext context;
    private final Map<String, Object> names = new HashMap<>();
    private OptionalInt priority;

    MessageFacts(MessageContext context) {
        this.context = context;
        this.priority = context.priority();
        addTags();
        context.value().ifPresent(v -> names.put("value", number(v)));
        context.threshold().ifPresent(v -> names.put("threshold", number(v)));
        context.warnThreshold().ifPresent(v -> names.put("warn_threshold", number(v)));
        context.okThreshold().ifPresent(v -> names.put("ok_threshold", number(v)));
        names.put("comparator", context.comparator());
        context.firstTriggeredAt().ifPresent(at -> addTime("first_triggered_at", at));
        context.lastTriggeredAt().ifPresent(at -> addTime("last_triggered_at", at));
        names.put(
                "triggered_duration_sec", String.valueOf(context.triggeredFor().toSeconds()));
        names.put("check_message", safe(context.reason()));
        names.put("reason", safe(context.reason()));
        names.put("monitor_id", context.monitorId());
        names.put("monitor_name", safe(context.monitorName()));
        names.put("query", safe(context.query()));
        names.put("group", safe(context.group()));
        context.priority().ifPresent(p -> names.put("priority", "P" + p));
    }

    MessageContext context() {
        return context;
    }

    Map<String, Object> names() {
        return names;
    }

    boolean is(String state) {
        AlertState from = context.from();
        AlertState to = context.to();
        return switch (state) {
            case "is_alert" -> to == AlertState.ALERT;
            case "is_warning" -> to == AlertState.WARN;
            case "is_no_data" -> to == AlertState.NO_DATA;
            case "is_recovery" -> to == AlertState.OK;
            case "is_alert_recovery" -> from == AlertState.ALERT && to == AlertState.OK;
            case "is_warning_recovery" -> from == AlertState.WARN && to == AlertState.OK;
            case "is_no_data_recovery" -> from == AlertState.NO_DATA && to == AlertState.OK;
            case "is_alert_to_warning" -> from == AlertState.ALERT && to == AlertState.WARN;
            case "is_renotify" -> context.kind() == NotificationKind.RENOTIFIED;
            default -> false; // is_unknown: a state of service checks, which no monitor here is in
        };
    }

    boolean hasPriority(String wanted) {
        return priority.isPresent()
                && wanted.toUpperCase(Locale.ROOT).replace("P", "").equals(String.valueOf(priority.getAsInt()));
    }

    void overridePriority(String wanted) {
        priority = OptionalInt.of(wanted.charAt(1) - '0');
    }

    /** What the first argument of a match means: the name of a variable in quotes, or a variable's value without. */
    String matched(Object variable) {
        String text = String.valueOf(variable);
        return Vocabulary.isVariable(text) ? lookup(text) : text;
    }

    String evaluated(String sum) {
        double result = Arithmetic.evaluate(sum, this::numeric);
        return Double.isNaN(result) ? "NaN" : number(result);
    }

    String localTime(String variable, String zone) {
        Optional<Instant> at =
                variable.equals("first_triggered_at") ? context.firstTriggeredAt() : context.lastTriggeredAt();
        return at.map(instant -> local(instant, zone)).orElse("");
    }

    /** {@code [P1] [Triggered on {host:a}] CPU is high}: the words that users' mail rules know. */
    String headline(String monitorName) {
        boolean named = context.tagsInTitle()
                && !context.group().equals("*")
                && !context.group().isEmpty();
        String where = named ? " on {" + context.group() + "}" : "";
        String grave = priority.isPresent() ? "[P" + priority.getAsInt() + "] " : "";
        return grave + "[" + word() + where + "] " + monitorName;
    }

    private String word() {
        return switch (context.kind()) {
            case TRIGGERED -> "Triggered";
            case WARNED -> "Warn";
            case RECOVERED -> "Recovered";
            case NO_DATA -> "No data";
            case RENOTIFIED ->
                context.to() == AlertState.WARN
                        ? "Re-Warn"
                        : context.to() == AlertState.NO_DATA ? "Re-No data" : "Re-Triggered";
            case DOWNTIME -> "Downtime";
            case DIGEST -> "Digest";
            case EVENT -> "Event";
            case ANNOTATION -> "Comment";
            case UNDELIVERED -> "Not delivered";
        };
    }

    private void addTags() {
        for (String tag : context.groupTags()) {
            int colon = tag.indexOf(':');
            String key = (colon < 0 ? tag : tag.substring(0, colon)).toLowerCase(Locale.ROOT);
            names.put(key, Map.of("name", safe(colon < 0 ? "" : tag.substring(colon + 1))));
        }
    }

    private void addTime(String name, Instant at) {
        names.put(name, local(at, context.zone()));
        names.put(name + "_epoch", String.valueOf(at.toEpochMilli()));
    }

    private String lookup(String name) {
        String key = Vocabulary.tagKey(name);
        if (key.isEmpty()) {
            return String.valueOf(names.getOrDefault(name, ""));
        }
        return names.get(key) instanceof Map<?, ?> attributes && name.endsWith(".name")
                ? String.valueOf(attributes.get("name"))
                : "";
    }

    private OptionalDouble numeric(String name) {
        return switch (name) {
            case "value" -> context.value();
            case "threshold" -> context.threshold();
            case "warn_threshold" -> context.warnThreshold();
            case "ok_threshold" -> context.okThreshold();
            default -> {
                try {
                    yield OptionalDouble.of(Double.parseDouble(lookup(name)));
                } catch (NumberFormatException notANumber) {
                    yield OptionalDouble.empty(); // the whole sum then reads NaN
                }
            }
        };
    }

    private static String local(Instant at, String zone) {
        try {
            return CLOCK.format(at.atZone(ZoneId.of(zone)))
                    + at.atZone(ZoneId.of(zone)).getOffset();
        } catch (DateTimeException unknown) {
            return local(at, ZoneOffset.UTC); // the check refuses it; only a newer list of zones gets here
        }
    }

    private static String local(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        boolean utc = local.getOffset().equals(ZoneOffset.UTC);
        return CLOCK.format(local) + (utc ? " UTC" : " " + local.getOffset());
    }

    /** Whole numbers plain, others with three decimals or four significant digits, whichever says more. */
    static String number(double v) {
        if (!Double.isFinite(v)) {
            return String.valueOf(v);
        }
        BigDecimal exact = new BigDecimal(Double.toString(v));
        BigDecimal rounded = exact.precision() - exact.scale() > 1
                ? exact.setScale(3, RoundingMode.HALF_EVEN)
                : exact.round(new MathContext(4, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static String safe(String value) {
        return HANDLE_SIGN.matcher(value).replaceAll("(at)");
    }
}
