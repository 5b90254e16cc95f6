package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.document.DocumentKind;
import org.junit.jupiter.api.Test;

/** Windows of the current hour, day and month, and monitors that are judged at certain times only. 2026-06-01 is a Monday. */
final class CalendarTest {

    private static final String ORDERS = """
            {'name': 'Orders', 'type': 'query alert',
             'query': 'sum(current_1d):sum:orders{*}.as_count().rollup(sum, 3600) > 100',
             'message': '@shop@example.org',
             'options': {'notify_no_data': false, OPTIONS}}
            """;

    private static Scene scene(String options) {
        return new Scene("2026-06-01T10:00:00", "Europe/Paris")
                .given(DocumentKind.MONITOR, "orders", ORDERS.replace("OPTIONS", options));
    }

    @Test
    void theSumOfTheDayBeginsAnewWhereTheDayDoes() {
        String days = "orders: 10x30 0x30, every 3600s";
        try (Scene scene = scene(
                "'scheduling_options': {'evaluation_window': {'day_starts': '04:00', 'timezone': 'Europe/Paris'}}")) {
            scene.play(days)
                    .expect(
                            // Rows begin at 11:00; the eleventh ends at 22:00.
                            "06-01 22:00:00 PENDING TRIGGERED * -> shop@example.org",
                            "06-02 05:00:00 PENDING RECOVERED * -> shop@example.org",
                            "06-02 15:00:00 PENDING TRIGGERED * -> shop@example.org",
                            "06-03 05:00:00 PENDING RECOVERED * -> shop@example.org");
            assertThat(scene.alerts().get(0).getReason()).contains("Sum over the current day is 110");
        }
        try (Scene scene = scene("'include_tags': true")) {
            // In UTC the day begins at two in the morning in Paris.
            scene.play(days)
                    .expect(
                            "06-01 22:00:00 PENDING TRIGGERED * -> shop@example.org",
                            "06-02 03:00:00 PENDING RECOVERED * -> shop@example.org",
                            "06-02 13:00:00 PENDING TRIGGERED * -> shop@example.org",
                            "06-03 03:00:00 PENDING RECOVERED * -> shop@example.org");
        }
    }

    @Test
    void aMonitorWithAScheduleIsJudgedAtItsTimesOnly() {
        try (Scene scene = scene("""
                'scheduling_options': {'custom_schedule': {'recurrences': [
                  {'rrule': 'FREQ=WEEKLY;BYDAY=TU,WE', 'start': '2026-01-06T09:00:00', 'timezone': 'Europe/Paris'}]}}
                """)) {
            scene.play("orders: 50x12 0x6 60x20 0x20, every 3600s")
                    .expect(
                            // Tuesday at nine the day, which began at two, has brought 240: so it is told then, not
                            // before.
                            "06-02 09:00:00 PENDING TRIGGERED * -> shop@example.org",
                            "06-03 09:00:00 PENDING RECOVERED * -> shop@example.org");
        }
    }
}
