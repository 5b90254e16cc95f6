package io.tidemark.ingest.otlp;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.http.FramingGuard;
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
        FramingGuard.before(server, context.tally());
        server.route().post("/v1/metrics").build(http);
        GrpcService service = grpc.service();
        // No limit before the gate, which sets its own: the server's would answer in HTTP's words by the claimed length
        // alone.
        service.routes()
                .forEach(route -> server.route()
                        .addRoute(route)
                        .maxRequestLength(0)
                        .decorator(grpc::gated)
                        .build(service));
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
