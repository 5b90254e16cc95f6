package io.tidemark.standalone.trial;

import io.tidemark.avro.Notification;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One message that was told, or held back.
 *
 * @param line {@code 2026-06-01 10:09:00 triggered cpu host:a -> oncall@example.org}, with {@code held by nightly} before the
 *     kind where somebody or something held it back
 * @param text its text
 */
public record Told(String line, String text) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    static Told of(Notification one, ZoneId zone) {
        String held = one.getHeldBy().isEmpty() ? "" : " held by " + String.join(",", one.getHeldBy());
        String about = one.getMonitorId().isEmpty() ? "" : " " + one.getMonitorId();
        String group = one.getGroup().isEmpty() || one.getGroup().equals("*") ? "" : " " + one.getGroup();
        String line = TIME.format(one.getDecidedAt().atZone(zone)) + held + " "
                + one.getKind().name().toLowerCase(Locale.ROOT) + about + group + " -> " + one.getRecipient();
        return new Told(line, one.getSubject() + "\n" + one.getBody());
    }
}
