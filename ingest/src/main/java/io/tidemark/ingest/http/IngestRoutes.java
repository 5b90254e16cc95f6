package io.tidemark.ingest.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tidemark.ingest.refusal.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** The routes of the HTTP intake, to be put on any server: its own, or the console's. Each with and without a last slash. */
public final class IngestRoutes {

    /** What an Agent sends besides, and nothing here is made of. */
    private static final List<String> IGNORED = List.of(
            "/api/v1/metadata",
            "/api/v2/host_metadata",
            "/api/v2/agentcheck",
            "/api/v1/collector",
            "/api/v1/discovery",
            "/api/v2/proclcycle",
            "/api/v1/container",
            "/api/v1/connections",
            "/api/v1/orchestrator",
            "/api/v2/orch",
            "/api/v2/orchmanif");

    private final Context context;
    private final BodyGate gate;
    private final Map<String, Doors> doors;

    public IngestRoutes(Context context) {
        this.context = context;
        this.gate = new BodyGate(context, new Semaphore(context.settings().requestsMax()));
        this.doors = doors();
    }

    /** Adds the routes; the limits on connections and headers are the server's own. */
    public ServerBuilder addTo(ServerBuilder server) {
        FramingGuard.before(server, context.tally());
        doors.forEach((path, doorsOfPath) -> {
            IntakeService service = new IntakeService(context, gate, doorsOfPath);
            for (String form : List.of(path, path + "/")) {
                server.service(
                        Route.builder().methods(HttpMethod.POST).exact(form).build(), service);
            }
        });
        for (String form : List.of("/api/v1/validate", "/api/v1/validate/")) {
            server.service(
                    Route.builder().methods(HttpMethod.GET).exact(form).build(),
                    (ctx, request) -> validate(ctx, request));
        }
        return server;
    }

    /**
     * Hands an inflated body to a route past the server, its keys and its limits on requests: what a benchmark measures.
     *
     * @return the status that the sender would be told
     * @throws IllegalArgumentException where the route does not take this type
     */
    public CompletableFuture<Integer> deliver(String path, String contentType, byte[] body) {
        Door door = Optional.ofNullable(doors.get(path))
                .flatMap(ofPath -> ofPath.of(contentType))
                .orElseThrow(() -> new IllegalArgumentException(path + " does not take " + contentType));
        return door.take(body, new Caller("here", "here")).thenApply(Answer::status);
    }

    private Map<String, Doors> doors() {
        Map<String, Doors> doors = new LinkedHashMap<>();
        doors.put(
                "/api/v1/series", Doors.json(new SeriesDoor(context, SeriesDoor.Version.V1, new SeriesReader(false))));
        doors.put(
                "/api/v2/series",
                Doors.either(
                        new SeriesDoor(context, SeriesDoor.Version.V2, new SeriesReader(false)),
                        new SeriesDoor(context, SeriesDoor.Version.V2, new SeriesMessages())));
        doors.put(
                "/api/beta/sketches",
                Doors.protobuf(new SeriesDoor(context, SeriesDoor.Version.SKETCHES, new SketchMessages())));
        doors.put(
                "/api/v1/distribution_points",
                Doors.json(new SeriesDoor(context, SeriesDoor.Version.DISTRIBUTION, new SeriesReader(true))));
        doors.put("/api/v1/check_run", Doors.json(new CheckDoor(context)));
        doors.put("/api/v1/events", Doors.json(new EventDoor(context)));
        doors.put("/intake", Doors.json(new HostDoor(context)));
        IGNORED.forEach(path -> doors.put(path, Doors.any(this::ignore)));
        return doors;
    }

    private CompletableFuture<Answer> ignore(byte[] body, Caller caller) {
        context.tally().count(Reason.IGNORED_PAYLOAD);
        return CompletableFuture.completedFuture(Answer.of(202, Map.of()));
    }

    private HttpResponse validate(ServiceRequestContext ctx, HttpRequest request) {
        return IntakeService.response(gate.admit(ctx, request.headers())
                .map(Answer::refused)
                .orElseGet(() -> Answer.of(200, Map.of("valid", true))));
    }
}
