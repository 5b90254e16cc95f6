package io.tidemark.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingest.BadInput;
import io.tidemark.ingest.ProtocolDoor;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;

/**
 * Goal: every row of the catalogue for remote write has exactly the answer and the outcome written beside it. A row
 * is one request
 * after another, parted by lines of {@code ---}: {@code v1} or {@code v2} and a script of {@link WriteRequests},
 * which travels as
 * one snappy block; or {@code raw} and the bytes of the body. Headers may stand below the first line. {@code many N}
 * makes a
 * request of as many series.
 */
class RemoteWriteBadInputTest {

    static List<String> rows() {
        return BadInput.rows("remotewrite");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheCatalogueHasItsAnswerAndItsOutcomeAndNoOther(String row) throws Exception {
        HttpSettings settings = new HttpSettings(
                Set.of(),
                4 * 1024 * 1024,
                16 * 1024 * 1024,
                1_000_000,
                4,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                row.startsWith("R09") ? Optional.of(Duration.ofMinutes(1)) : Optional.empty());
        try (ProtocolDoor door = new ProtocolDoor(
                settings,
                (self, server) -> new RemoteWriteRoutes(self.context, self.ledger, new Semaphore(4)).addTo(server))) {
            StringBuilder seen = new StringBuilder();
            for (String request : BadInput.input("remotewrite", row).split("\n---\n")) {
                door.outlet.answerWith(
                        request.contains("brokers: away")
                                ? CompletableFuture.completedFuture(Receipt.dropped(1, Reason.NO_PARTITIONS))
                                : null);
                seen.append(answerTo(request, door));
            }
            seen.append(door.outcome());

            assertThat(seen.toString()).isEqualTo(BadInput.expected("remotewrite", row, seen.toString()));
            assertThat(door.ledger.balance().inFlight()).isZero();
        }
    }

    private static String answerTo(String request, ProtocolDoor door) throws Exception {
        String[] parts = request.split("\n\n", 2);
        String[] head = parts[0].split("\n");
        List<String> headers = new ArrayList<>();
        for (int i = 1; i < head.length; i++) {
            headers.addAll(List.of(head[i].split(": ", 2)));
        }
        if (!headers.contains("Content-Type")) {
            headers.addAll(List.of(
                    "Content-Type",
                    head[0].equals("v2")
                            ? "application/x-protobuf;proto=io.prometheus.write.v2.Request"
                            : "application/x-protobuf"));
        }
        if (!headers.contains("Content-Encoding")) {
            headers.addAll(List.of("Content-Encoding", "snappy"));
        }
        HttpResponse<byte[]> answer =
                door.post("/api/v1/write", bodyOf(head[0], parts[1]), headers.toArray(String[]::new));
        StringBuilder shown = new StringBuilder().append(answer.statusCode());
        answer.headers()
                .firstValue("retry-after")
                .ifPresent(after -> shown.append(" retry-after ").append(after));
        for (String written : List.of("samples", "histograms", "exemplars")) {
            answer.headers()
                    .firstValue("x-prometheus-remote-write-" + written + "-written")
                    .ifPresent(count ->
                            shown.append(' ').append(written).append(' ').append(count));
        }
        return shown.append('\n')
                .append(new String(answer.body(), StandardCharsets.UTF_8))
                .toString();
    }

    private static byte[] bodyOf(String kind, String script) throws Exception {
        String text = script.strip();
        if (text.startsWith("many ")) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < Integer.parseInt(text.substring(5)); i++) {
                many.append("m").append(i).append("{} 1@1767225600000\n");
            }
            text = many.toString();
        }
        return switch (kind) {
            case "v1" -> Snappy.compress(WriteRequests.v1(text));
            case "v2" -> Snappy.compress(WriteRequests.v2(text));
            case "plain" -> WriteRequests.v1(text);
            case "snapped" -> Snappy.compress(BadInput.unescaped(text));
            default -> BadInput.unescaped(text);
        };
    }
}
