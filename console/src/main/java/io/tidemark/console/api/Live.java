package io.tidemark.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.sse.ServerSentEvent;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.stream.StreamWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.streaming.ServerSentEvents;
import io.tidemark.console.history.Filler;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Reply;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells open pages what changed (server-sent events), at most once a second each: kinds of records and detectors, not the
 * data, which a page fetches for what it shows. A page that is slow gets one message for many changes; memory stays bounded.
 */
public final class Live implements AutoCloseable {

    /** Pages that may listen at one time; more are refused and fall back on asking now and then. */
    static final int LISTENERS_MAX = 256;

    private static final int DETECTORS_MAX = 500;
    private static final int HEARTBEAT_TICKS = 15;

    private final Clock clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "console-live");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<String> kinds = new HashSet<>();
    private final Set<String> detectors = new HashSet<>();
    private boolean manyDetectors;

    public Live(Clock clock) {
        this.clock = clock;
        ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Notes what one batch changed. */
    public synchronized void changed(Filler.Changes changes) {
        kinds.addAll(changes.kinds());
        detectors.addAll(changes.detectors());
        if (detectors.size() > DETECTORS_MAX) {
            detectors.clear();
            manyDetectors = true;
        }
    }

    /** Notes that a configuration document changed. */
    public synchronized void documentChanged(String kind) {
        kinds.add(kind);
    }

    int listeners() {
        return listeners.size();
    }

    HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (listeners.size() >= LISTENERS_MAX) {
            return Reply.json(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    Reply.error("many-pages", LISTENERS_MAX + " pages listen already. Close some."));
        }
        context.clearRequestTimeout();
        StreamWriter<ServerSentEvent> writer = StreamMessage.streaming();
        Listener listener = new Listener(writer);
        listeners.add(listener);
        writer.whenComplete().handle((done, error) -> listeners.remove(listener));
        // With data: a browser does not tell its page of an event without.
        listener.send(ServerSentEvent.builder().event("hello").data("{}").build());
        return ServerSentEvents.fromPublisher(writer);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        listeners.forEach(listener -> listener.writer.close());
    }

    private void tick() {
        ServerSentEvent event = take();
        for (Listener listener : listeners) {
            listener.tick(event);
        }
    }

    private synchronized ServerSentEvent take() {
        if (kinds.isEmpty()) {
            return null;
        }
        ObjectNode body = Json.object().put("at", clock.millis());
        body.set("kinds", Json.strings(kinds));
        body.set("detectors", Json.strings(detectors));
        body.put("manyDetectors", manyDetectors);
        kinds.clear();
        detectors.clear();
        manyDetectors = false;
        return ServerSentEvent.builder().event("changed").data(body.toString()).build();
    }

    /** One page. While it has not taken what it was sent, it is sent nothing, and then told to look at everything. */
    private static final class Listener {

        private static final ServerSentEvent EVERYTHING = ServerSentEvent.builder()
                .event("changed")
                .data("{\"everything\":true}")
                .build();
        private static final ServerSentEvent HEARTBEAT = ServerSentEvent.ofComment("still here");

        private final StreamWriter<ServerSentEvent> writer;
        private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
        private boolean missed;
        private int quietTicks;

        Listener(StreamWriter<ServerSentEvent> writer) {
            this.writer = writer;
        }

        synchronized void tick(ServerSentEvent event) {
            if (!taken.isDone()) {
                missed |= event != null;
            } else if (missed) {
                missed = false;
                send(EVERYTHING);
            } else if (event != null) {
                send(event);
            } else if (++quietTicks >= HEARTBEAT_TICKS) {
                send(HEARTBEAT);
            }
        }

        synchronized void send(ServerSentEvent event) {
            quietTicks = 0;
            if (writer.tryWrite(event)) {
                taken = writer.whenConsumed();
            }
        }
    }
}
