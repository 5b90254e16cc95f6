package io.tidemark.ingest.remotewrite;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.http.BodyGate;
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
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * {@code POST /api/v1/write}: 204 once Kafka has acknowledged all of it; 400 with the first ten faults where some of it was left out,
 * which a sender does not try again; 503 where it should. A 2.0 request is told how much was written. Samples that are no finite number
 * are refused and counted, and no fault of the request: a summary that has seen nothing says NaN on every scrape.
 */
final class WriteService implements HttpService, BodyGate.Protocol {

    private static final int ERRORS_MAX = 10;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String V1 = "prometheus.WriteRequest";
    private static final String V2 = "io.prometheus.write.v2.Request";

    private final Context context;
    private final Ledger ledger;
    private final BodyGate gate;
    private final Tracks<LabelsKey> tracks;
    private final WriteReader.Parts parts;

    /** @param ledger of samples, as senders count them */
    WriteService(Context context, Ledger ledger, BodyGate gate) {
        this.context = context;
        this.ledger = ledger;
        this.gate = gate;
        this.tracks = new Tracks<>(Tracks.Limits.DEFAULTS, context.tally());
        this.parts = new WriteReader.Parts(
                context.admission(),
                new TimeRule(
                        context.settings().pointsMaxAge(),
                        context.admission().limits().aheadMax()),
                context.tally(),
                tracks,
                new Families());
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return gate.serve(ctx, request, this);
    }

    @Override
    public Optional<Refusal> refusalOf(RequestHeaders headers) {
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "").trim().toLowerCase(Locale.ROOT);
        if (!coding.isEmpty() && !coding.equals("snappy")) {
            return Optional.of(new Refusal(
                    Reason.UNSUPPORTED_ENCODING, "Content-Encoding", coding, "expected snappy", "send snappy blocks"));
        }
        return messageOf(headers).isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type",
                        headers.get(HttpHeaderNames.CONTENT_TYPE, ""),
                        "expected " + PROTOBUF + " with proto=" + V1 + " or proto=" + V2,
                        "send one of these"));
    }

    @Override
    public CompletableFuture<HttpResponse> take(byte[] sent, RequestHeaders headers, Caller caller) {
        Verdict<byte[]> body = SnappyBlock.inflate(sent, context.settings().inflatedBytesMax());
        if (!body.isAdmitted()) {
            return CompletableFuture.failedFuture(new BodyGate.RefusedException(body.refusal()));
        }
        boolean second = messageOf(headers).equals(Optional.of(V2));
        WriteReader reader =
                new WriteReader(parts, caller.client(), context.clock().millis());
        int samplesMax = context.settings().pointsMax();
        Optional<Refusal> fault = second
                ? WireReader.readV2(body.value(), samplesMax, reader)
                : WireReader.readV1(body.value(), samplesMax, reader);
        return submit(reader, caller).thenApply(dropped -> {
            // What stood before the fault is stored all the same; sent again it is told apart.
            Optional<Refusal> refusal = dropped.or(() -> fault);
            if (refusal.isPresent()) {
                throw new BodyGate.RefusedException(refusal.get());
            }
            return response(reader, second);
        });
    }

    /** Why not all was published. */
    private CompletableFuture<Optional<Refusal>> submit(WriteReader reader, Caller caller) {
        reader.refused().forEach(refusal -> context.tally().refuse(refusal, caller.address()));
        long carried = reader.received() - reader.rejected() - reader.absorbed();
        ledger.received(reader.received());
        ledger.rejected(reader.rejected());
        ledger.published(reader.absorbed());
        ledger.entered(carried);
        CompletableFuture<Receipt> own =
                tracks.land(reader.flight(), context.outlet().points(reader.points(), "remote-write"));
        own.thenAccept(receipt -> {
            if (receipt.isWhole()) {
                ledger.leftPublished(carried);
            } else {
                ledger.leftDropped(carried);
            }
        });
        List<CompletableFuture<Receipt>> all = new ArrayList<>(List.of(own));
        reader.awaited().stream().map(Flight::landed).forEach(all::add);
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(landed -> all.stream()
                        .map(CompletableFuture::join)
                        .filter(receipt -> !receipt.isWhole())
                        .findFirst()
                        .map(receipt -> {
                            Reason reason = receipt.reason().orElse(Reason.PUBLISH_FAILED);
                            return new Refusal(reason, "request", "", reason.meaning());
                        }));
    }

    private static HttpResponse response(WriteReader reader, boolean second) {
        List<Refusal> told = reader.refused().stream()
                .filter(refusal -> refusal.reason() != Reason.BAD_VALUE)
                .toList();
        ResponseHeadersBuilder headers = ResponseHeaders.builder(told.isEmpty() ? 204 : 400);
        if (second) {
            headers.add("X-Prometheus-Remote-Write-Samples-Written", Long.toString(reader.samplesWritten()));
            headers.add("X-Prometheus-Remote-Write-Histograms-Written", Long.toString(reader.histogramsWritten()));
            headers.add("X-Prometheus-Remote-Write-Exemplars-Written", "0");
        }
        if (told.isEmpty()) {
            return HttpResponse.of(headers.build());
        }
        String text = told.stream()
                .limit(ERRORS_MAX)
                .map(Refusal::message)
                .collect(Collectors.joining(
                        "\n",
                        reader.rejected() + " of " + reader.received()
                                + " samples were left out, the others are stored.\n",
                        "\n"));
        return HttpResponse.of(headers.contentType(MediaType.PLAIN_TEXT_UTF_8).build(), HttpData.ofUtf8(text));
    }

    @Override
    public HttpResponse refused(Refusal refusal, RequestHeaders headers) {
        int status = BodyGate.statusOf(refusal.reason());
        ResponseHeadersBuilder head = ResponseHeaders.builder(status).contentType(MediaType.PLAIN_TEXT_UTF_8);
        int retryAfter = BodyGate.retryAfterSeconds(status);
        if (retryAfter > 0) {
            head.setInt(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        return HttpResponse.of(head.build(), HttpData.ofUtf8(refusal.message() + "\n"));
    }

    /** Which message the content type names; a bare type is version 1. */
    private static Optional<String> messageOf(RequestHeaders headers) {
        MediaType type = headers.contentType();
        if (type == null || !type.withoutParameters().toString().equals(PROTOBUF)) {
            return Optional.empty();
        }
        List<String> protos = type.parameters().getOrDefault("proto", List.of(V1));
        return protos.size() == 1
                        && (protos.get(0).equalsIgnoreCase(V1) || protos.get(0).equalsIgnoreCase(V2))
                ? Optional.of(protos.get(0).equalsIgnoreCase(V1) ? V1 : V2)
                : Optional.empty();
    }
}
