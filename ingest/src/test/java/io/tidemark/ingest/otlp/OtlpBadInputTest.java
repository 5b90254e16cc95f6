package io.tidemark.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.tidemark.ingest.BadInput;
import io.tidemark.ingest.ProtocolDoor;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: every OTLP row of the catalogue has exactly the answer and the outcome written beside it. A row is one
 * request after another,
 * parted by lines of {@code ---}: path, headers, a blank line, the body. JSON under a protobuf type travels as
 * protobuf unless
 * {@code X-Raw} says that its bytes are meant. <code>{{repeat N TEXT}}</code>, <code>{{bomb}}</code> and
 * <code>{{deep}}</code> stand for
 * what nobody would read.
 */
class OtlpBadInputTest {

    private static final Pattern REPEAT = Pattern.compile("\\{\\{repeat (\\d+) (.*?)}}");
    private static final JsonFormat.TypeRegistry TYPES =
            JsonFormat.TypeRegistry.newBuilder().add(RetryInfo.getDescriptor()).build();

    static List<String> rows() {
        return BadInput.rows("otlp");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheCatalogueHasItsAnswerAndItsOutcomeAndNoOther(String row) throws Exception {
        try (ProtocolDoor door = new ProtocolDoor(
                HttpSettings.DEFAULTS,
                (self, server) -> new OtlpRoutes(self.context, self.ledger, new Semaphore(4)).addTo(server))) {
            if (row.startsWith("O21")) {
                door.outlet.answerWith(CompletableFuture.completedFuture(Receipt.dropped(1, Reason.NO_PARTITIONS)));
            }
            StringBuilder seen = new StringBuilder();
            for (String request : BadInput.input("otlp", row).split("\n---\n")) {
                seen.append(answerTo(request, door));
            }
            seen.append(door.outcome());

            assertThat(seen.toString()).isEqualTo(BadInput.expected("otlp", row, seen.toString()));
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
        HttpResponse<byte[]> answer = door.post(
                head[0].substring("POST ".length()), bodyOf(parts[1], headers), headers.toArray(String[]::new));
        String retry = answer.headers()
                .firstValue("retry-after")
                .map(after -> " retry-after " + after)
                .orElse("");
        return answer.statusCode() + retry + "\n" + shown(answer) + "\n";
    }

    private static byte[] bodyOf(String text, List<String> headers) throws IOException {
        String body = text.strip();
        if (body.equals("{{bomb}}")) {
            return bomb();
        }
        if (body.equals("{{deep}}")) {
            return deep(10_000);
        }
        Matcher repeat = REPEAT.matcher(body);
        body = repeat.replaceAll(
                found -> Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
        if (!headers.contains("application/x-protobuf") || headers.contains("X-Raw")) {
            return BadInput.unescaped(body);
        }
        ExportMetricsServiceRequest.Builder message = ExportMetricsServiceRequest.newBuilder();
        JsonFormat.parser().merge(body, message);
        return message.build().toByteArray();
    }

    /** 64 MiB of zeros: four times the cap, some tens of kilobytes on the wire. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 64; i++) {
                packing.write(new byte[1024 * 1024]);
            }
        }
        return packed.toByteArray();
    }

    /** A resource attribute that is a list in a list, as often as said. */
    static byte[] deep(int levels) {
        AnyValue value = AnyValue.newBuilder().setBoolValue(true).build();
        for (int i = 0; i < levels; i++) {
            // As bytes each time: to build it as one message would need as deep a stack.
            value = AnyValue.newBuilder()
                    .setUnknownFields(UnknownFieldSet.newBuilder()
                            .addField(
                                    5,
                                    field(UnknownFieldSet.newBuilder()
                                            .addField(1, field(value.toByteString()))
                                            .build()
                                            .toByteString()))
                            .build())
                    .build();
        }
        ByteString attribute = UnknownFieldSet.newBuilder()
                .addField(2, field(value.toByteString()))
                .build()
                .toByteString();
        ByteString resource = UnknownFieldSet.newBuilder()
                .addField(1, field(attribute))
                .build()
                .toByteString();
        ByteString ofResource = UnknownFieldSet.newBuilder()
                .addField(1, field(resource))
                .build()
                .toByteString();
        return UnknownFieldSet.newBuilder()
                .addField(1, field(ofResource))
                .build()
                .toByteArray();
    }

    private static UnknownFieldSet.Field field(ByteString bytes) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build();
    }

    private static String shown(HttpResponse<byte[]> answer) throws IOException {
        if (!answer.headers().firstValue("content-type").orElse("").equals("application/x-protobuf")) {
            return new String(answer.body(), StandardCharsets.UTF_8);
        }
        Message message = answer.statusCode() == 200
                ? ExportMetricsServiceResponse.parseFrom(answer.body())
                : Status.parseFrom(answer.body());
        return JsonFormat.printer()
                .usingTypeRegistry(TYPES)
                .omittingInsignificantWhitespace()
                .print(message);
    }
}
