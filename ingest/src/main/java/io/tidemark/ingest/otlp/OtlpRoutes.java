package io.tidemark.ingest.otlp;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.List;
import java.util.concurrent.Semaphore;

/** OTLP's routes, to be put on any server: metrics on both transports, and a plain word for what is not taken. */
public final class OtlpRoutes {

    private static final List<String> OTHER_SIGNALS = List.of("/v1/traces", "/v1/logs", "/v1development/profiles");
    private static final List<String> OTHER_SERVICES = List.of(
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            "/opentelemetry.proto.collector.logs.v1.LogsService/Export");

    private final Context context;
    private final OtlpHttp http;
    private final OtlpGrpc grpc;

    /** @param ledger of data points @param permits how many requests may be under way */
    public OtlpRoutes(Context context, Ledger ledger, Semaphore permits) {
        BodyGate gate = new BodyGate(context, permits);
        OtlpDoor door = new OtlpDoor(context, ledger);
        this.context = context;
        this.http = new OtlpHttp(gate, door);
        this.grpc = new OtlpGrpc(context, gate, door);
    }

    public ServerBuilder addTo(ServerBuilder server) {
        server.route().post("/v1/metrics").build(http);
        server.service(grpc.service(), service -> service.decorate(grpc::gated));
        OTHER_SIGNALS.forEach(path -> server.route().post(path).build(this::otherSignal));
        OTHER_SERVICES.forEach(path -> server.route().post(path).build(this::otherService));
        return server;
    }

    private HttpResponse otherSignal(ServiceRequestContext ctx, HttpRequest request) {
        Refusal refusal = wrongService(ctx);
        return OtlpHttp.refused(refusal, 404, request.headers());
    }

    private HttpResponse otherService(ServiceRequestContext ctx, HttpRequest request) {
        return OtlpGrpc.trailersOnly(OtlpStatus.of(wrongService(ctx)));
    }

    private Refusal wrongService(ServiceRequestContext ctx) {
        Refusal refusal = new Refusal(
                Reason.WRONG_SERVICE, "path", ctx.path(), "expected metrics, at /v1/metrics or MetricsService");
        context.tally().refuse(refusal, String.valueOf(ctx.remoteAddress()));
        return refusal;
    }
}
