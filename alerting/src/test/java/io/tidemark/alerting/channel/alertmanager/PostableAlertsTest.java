package io.tidemark.alerting.channel.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Alertmanager is posted. */
class PostableAlertsTest {

    private static final Instant AT = Instant.parse("2026-06-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "TRIGGERED, critical",
        "WARNED, warning",
        "NO_DATA, no_data",
        "RECOVERED, none",
    })
    void oneSeverityFiresAndTheOthersEnd(NotificationKind kind, String fires) throws IOException {
        for (JsonNode alert : posted(notification(kind))) {
            boolean firing = alert.at("/labels/severity").asText().equals(fires);
            assertThat(Instant.parse(alert.get("endsAt").asText()))
                    .isEqualTo(firing ? AT.plus(PostableAlerts.FIRES_FOR) : AT);
        }
    }

    @Test
    void anIncidentHasTheSameLabelsFromItsFirstMessageToItsRecovery() throws IOException {
        JsonNode fired = posted(notification(NotificationKind.TRIGGERED)).get(0).get("labels");
        JsonNode over = posted(notification(NotificationKind.RECOVERED)).get(0).get("labels");
        assertThat(over).isEqualTo(fired);
        assertThat(fired.toString())
                .isEqualTo("{\"alertname\":\"CPU\",\"host\":\"web-01\",\"monitor_id\":\"cpu\",\"prod\":\"true\","
                        + "\"severity\":\"critical\",\"team\":\"a\"}");
    }

    @Test
    void annotationsCarryTheMessageTheFactsAndTheWayBack() throws IOException {
        JsonNode alert = posted(notification(NotificationKind.TRIGGERED)).get(0);
        assertThat(alert.at("/annotations/summary").asText()).isEqualTo("[TRIGGERED] CPU is high");
        assertThat(alert.at("/annotations/description").asText()).isEqualTo("CPU of web-01 is high.");
        assertThat(alert.at("/annotations/alert_threshold").asText()).isEqualTo("> 90");
        assertThat(alert.get("generatorURL").asText()).isEqualTo("http://tm.example.org/alerts/alert-n");
    }

    @Test
    void whatIsNoIncidentIsAnAlertOfItsOwn() throws IOException {
        Notification downtime = Notification.newBuilder(notification(NotificationKind.DOWNTIME))
                .setAlertId("")
                .setMonitorName("")
                .setMonitorId("")
                .build();
        JsonNode alerts = posted(downtime);
        assertThat(alerts).hasSize(1);
        assertThat(alerts.get(0).at("/labels/alertname").asText()).isEqualTo("Tidemark downtime");
        assertThat(alerts.get(0).at("/labels/severity").asText()).isEqualTo("info");
    }

    private static JsonNode posted(Notification notification) throws IOException {
        return new ObjectMapper()
                .readTree(PostableAlerts.of(notification, Optional.of(URI.create("http://tm.example.org/"))));
    }

    private static Notification notification(NotificationKind kind) {
        return Notifications.of("n", "t", kind, AT)
                .setMonitorName("CPU")
                .setTags(List.of("team:a", "prod"))
                .setFacts(List.of(new Fact("Alert threshold", "> 90")))
                .build();
    }
}
