package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tidemark.console.history.HistoryBusyException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a question about the history into a GET service that answers with JSON, away from the event loop. */
final class Answers {

    /** Answers one request; may wait for the store; may throw {@link Problem}. */
    interface Answer {
        JsonNode to(Ask ask);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Clock clock;

    Answers(Clock clock) {
        this.clock = clock;
    }

    /** @param parameters names that the answer understands */
    HttpService get(Answer answer, String... parameters) {
        Set<String> known = Set.of(parameters);
        return new HttpService() {
            @Override
            public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
                return HttpResponse.of(CompletableFuture.supplyAsync(
                        () -> answered(context, answer, known), context.blockingTaskExecutor()));
            }
        };
    }

    private HttpResponse answered(ServiceRequestContext context, Answer answer, Set<String> known) {
        try {
            Ask ask = new Ask(context.queryParams(), known, clock);
            return json(HttpStatus.OK, answer.to(ask));
        } catch (Problem problem) {
            return problem(problem);
        } catch (HistoryBusyException busy) {
            return problem(Problem.busy());
        } catch (RuntimeException e) {
            LOG.error("A request could not be answered path={}", context.path(), e);
            return json(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    error("internal", "The console failed to answer. Its log says why; ask again later."));
        }
    }

    static HttpResponse problem(Problem problem) {
        return json(problem.status(), error(problem.reason(), problem.getMessage()));
    }

    static JsonNode error(String reason, String message) {
        var body = Json.object();
        body.putArray("errors").add(message);
        body.put("reason", reason);
        return body;
    }

    static HttpResponse json(HttpStatus status, JsonNode body) {
        ResponseHeaders headers = ResponseHeaders.builder(status)
                .contentType(MediaType.JSON_UTF_8)
                .set("cache-control", "no-store")
                .build();
        return HttpResponse.of(headers, HttpData.wrap(body.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
