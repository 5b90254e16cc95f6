package io.tidemark.alerting.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.configuration.DowntimeReading;
import io.tidemark.alerting.downtime.DowntimeRefusedException;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.DowntimeDocument;
import io.tidemark.message.Template;
import io.tidemark.message.TemplateFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Templates and downtime rules made of scraps and damaged at random: each is refused with reasons or gives a result, within limits and in
 * time. Two seconds by default; {@code -Dtidemark.fuzz.seconds=60} for more, {@code -Dtidemark.fuzz.seed} to repeat.
 */
class TextFuzzTest {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("tidemark.fuzz.seconds", 2));
    private static final long SEED = Long.getLong("tidemark.fuzz.seed", 20261126L);
    private static final Duration EACH_MAX = Duration.ofSeconds(5);

    /** Made however slow the machine is: among so many there are some that are taken and some that are refused. */
    private static final int TEXTS_MIN = 300;

    private static final List<String> SCRAPS = List.of(
            "{{",
            "}}",
            "{{{",
            "}}}",
            "{{{{",
            "{{#",
            "{{/",
            "{{^",
            "{{!--",
            "--}}",
            "~",
            "is_alert",
            "is_match",
            "else",
            "eval",
            "local_time",
            "override_priority",
            " \"host.name\" ",
            " 'web' ",
            "host.name",
            "[a.b].name",
            "value",
            "threshold",
            "\"value*100\"",
            "(",
            ")",
            "+",
            "/0",
            "%",
            "'",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "@ops@example.org",
            "@webhook-x",
            "é",
            "\uD83D",
            "\u202E",
            "\u0000",
            "{{value}}",
            "{{#is_alert}}",
            "{{/is_alert}}",
            "{{else}}",
            "<script>",
            "${x}",
            "{{> p}}");

    private static final List<String> RULE_SCRAPS = List.of(
            "FREQ=",
            "DAILY",
            "WEEKLY",
            "MONTHLY",
            "YEARLY",
            "HOURLY",
            "MINUTELY",
            "SECONDLY",
            ";",
            "INTERVAL=",
            "COUNT=",
            "UNTIL=",
            "BYDAY=",
            "MO",
            "SU",
            "-1SU",
            "5MO",
            ",",
            "BYMONTH=",
            "2",
            "12",
            "BYMONTHDAY=",
            "30",
            "31",
            "-31",
            "BYSETPOS=",
            "-1",
            "BYHOUR=",
            "23",
            "BYWEEKNO=",
            "53",
            "BYYEARDAY=",
            "366",
            "WKST=",
            "RRULE:",
            "DTSTART",
            "20261231",
            "T235959Z",
            "0",
            "99999999999",
            " ",
            "=",
            "x",
            "é");

    @Test
    void aTemplateIsRefusedWithPlacesOrRenderedWithinItsLimits() {
        Random random = new Random(SEED);
        long end = System.nanoTime() + TIME.toNanos() / 2;
        int refused = 0;
        int rendered = 0;
        while (refused + rendered < TEXTS_MIN || System.nanoTime() < end) {
            String text = made(random, SCRAPS, 24);
            long start = System.nanoTime();
            List<TemplateFault> faults = MessageTemplates.check(text);
            for (TemplateFault fault : faults) {
                assertThat(fault.line())
                        .as(text)
                        .isBetween(
                                1, 1 + (int) text.chars().filter(c -> c == '\n').count());
                assertThat(fault.message()).as(text).isNotBlank();
            }
            String body = Sample.message(text).body();
            assertThat(body.getBytes(StandardCharsets.UTF_8).length).as(text).isLessThanOrEqualTo(Template.BYTES_MAX);
            Handles.in(body);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(text).isLessThan(EACH_MAX);
            if (faults.isEmpty()) {
                rendered++;
                assertThat(body).as(text).doesNotContain("has a fault");
            } else {
                refused++;
            }
        }
        assertThat(refused).as("seed " + SEED).isPositive();
        assertThat(rendered).as("seed " + SEED).isPositive();
    }

    @Test
    void aRuleIsRefusedWithAReasonOrHasWindowsInOrder() {
        Random random = new Random(SEED);
        long end = System.nanoTime() + TIME.toNanos() / 2;
        int refused = 0;
        int taken = 0;
        while (refused + taken < TEXTS_MIN || System.nanoTime() < end) {
            String rule = (random.nextBoolean() ? "FREQ=" + RULE_SCRAPS.get(1 + random.nextInt(6)) + ";" : "")
                    + made(random, RULE_SCRAPS, 6);
            long start = System.nanoTime();
            boolean good = looksAt(rule.replaceAll(";+$", ""));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(rule).isLessThan(EACH_MAX);
            refused += good ? 0 : 1;
            taken += good ? 1 : 0;
        }
        assertThat(refused).as("seed " + SEED).isPositive();
        assertThat(taken).as("seed " + SEED).isPositive();
    }

    private static boolean looksAt(String rule) {
        String json =
                "{\"monitor_identifier\": {\"monitor_id\": 1}, \"scope\": \"*\", \"schedule\": {\"timezone\": \"Europe/Berlin\","
                        + " \"recurrences\": [{\"start\": \"2026-01-01T10:00:00\", \"duration\": \"1h\", \"rrule\": \""
                        + rule.replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\"}]}}";
        return Documents.parse(DocumentKind.DOWNTIME, "d", json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> windows((DowntimeDocument) accepted.document(), rule), bad -> {
                    assertThat(bad.faults())
                            .as(rule)
                            .allSatisfy(fault -> assertThat(fault.reason()).isNotBlank());
                    return false;
                });
    }

    private static boolean windows(DowntimeDocument document, String rule) {
        try {
            var windows =
                    DowntimeReading.schedule(document, Instant.EPOCH).next(Instant.parse("2026-06-01T00:00:00Z"), 5);
            for (int i = 1; i < windows.size(); i++) {
                assertThat(windows.get(i).start())
                        .as(rule)
                        .isAfterOrEqualTo(windows.get(i - 1).start());
            }
            return true;
        } catch (DowntimeRefusedException refused) {
            assertThat(refused.reason()).as(rule).isNotBlank();
            return false;
        }
    }

    private static String made(Random random, List<String> scraps, int partsMax) {
        StringBuilder text = new StringBuilder();
        int parts = 1 + random.nextInt(partsMax);
        for (int i = 0; i < parts; i++) {
            text.append(scraps.get(random.nextInt(scraps.size())));
        }
        if (random.nextInt(3) == 0 && text.length() > 1) {
            text.deleteCharAt(random.nextInt(text.length()));
        }
        return text.toString();
    }
}
