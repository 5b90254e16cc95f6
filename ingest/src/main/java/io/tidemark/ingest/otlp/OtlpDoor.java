package io.tidemark.ingest.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.track.Flight;
import io.tidemark.ingest.track.Tracks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Takes export requests of both transports: reads them, hands the points over, answers once Kafka has. */
public final class OtlpDoor {

    private static final int ERRORS_MAX = 10;

    private final Context context;
    private final Ledger ledger;
    private final Tracks<StreamName> tracks;
    private final OtlpReader reader;

    /** @param ledger of data points, as senders count them */
    public OtlpDoor(Context context, Ledger ledger) {
        this.context = context;
        this.ledger = ledger;
        this.tracks = new Tracks<>(Tracks.Limits.DEFAULTS, context.tally());
        this.reader = new OtlpReader(
                context.admission(),
                new TimeRule(
                        context.settings().pointsMaxAge(),
                        context.admission().limits().aheadMax()),
                context.tally(),
                tracks);
    }

    /** The request that the bytes hold, looked over before objects are made of them. */
    public static Verdict<ExportRequest> parse(byte[] body) {
        Verdict<Optional<AttributeBytes>> attributes = WireGuard.look(body);
        if (!attributes.isAdmitted()) {
            return Verdict.refused(attributes.refusal());
        }
        try {
            return Verdict.admitted(new ExportRequest(ExportMetricsServiceRequest.parseFrom(body), attributes.value()));
        } catch (InvalidProtocolBufferException e) {
            return Verdict.refused(WireGuard.malformed(0));
        }
    }

    /** The answer, or why the request should be sent again. */
    public CompletableFuture<Verdict<ExportMetricsServiceResponse>> take(ExportRequest request, Caller caller) {
        OtlpReader.Result read =
                reader.read(request, caller.client(), context.clock().millis());
        read.refused().forEach(refusal -> context.tally().refuse(refusal, caller.address()));
        long refused = read.refused().size();
        long carried = read.received() - refused - read.absorbed();
        ledger.received(read.received());
        ledger.rejected(refused);
        ledger.published(read.absorbed());
        ledger.entered(carried);
        CompletableFuture<Receipt> own =
                tracks.land(read.flight(), context.outlet().points(read.points(), "otlp"));
        own.thenAccept(receipt -> {
            if (receipt.isWhole()) {
                ledger.leftPublished(carried);
            } else {
                ledger.leftDropped(carried);
            }
        });
        List<CompletableFuture<Receipt>> all = new ArrayList<>(List.of(own));
        read.awaited().stream().map(Flight::landed).forEach(all::add);
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(landed -> answer(all, read));
    }

    private static Verdict<ExportMetricsServiceResponse> answer(
            List<CompletableFuture<Receipt>> landed, OtlpReader.Result read) {
        Optional<Receipt> dropped = landed.stream()
                .map(CompletableFuture::join)
                .filter(receipt -> !receipt.isWhole())
                .findFirst();
        if (dropped.isPresent()) {
            Reason reason = dropped.get().reason().orElse(Reason.PUBLISH_FAILED);
            return Verdict.refused(new Refusal(reason, "request", "", reason.meaning()));
        }
        ExportMetricsServiceResponse.Builder answer = ExportMetricsServiceResponse.newBuilder();
        if (!read.refused().isEmpty()) {
            answer.getPartialSuccessBuilder()
                    .setRejectedDataPoints(read.refused().size())
                    .setErrorMessage(read.refused().stream()
                            .limit(ERRORS_MAX)
                            .map(Refusal::message)
                            .collect(Collectors.joining("\n")));
        }
        return Verdict.admitted(answer.build());
    }
}
