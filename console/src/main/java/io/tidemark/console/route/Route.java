package io.tidemark.console.route;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import java.util.List;
import java.util.Objects;

/**
 * One line of the table.
 *
 * @param path with {@code {name}} for its values
 * @param summary one sentence for the reference
 * @param parameters names of the query's parameters, each with a word on it
 * @param body what the body holds; empty where there is none
 * @param group heading of the reference
 */
public record Route(
        HttpMethod method,
        String path,
        Rule rule,
        String group,
        String summary,
        List<Parameter> parameters,
        String body,
        Handler handler) {

    /** Answers one request; may wait; may throw {@link Problem}. */
    public interface Handler {
        Reply to(Ask ask) throws Exception;
    }

    /** A handler that speaks HTTP itself, for streams of events. */
    public interface Raw extends Handler {
        HttpService service();

        @Override
        default Reply to(Ask ask) {
            throw new IllegalStateException("A raw route answers itself");
        }
    }

    /** A parameter of the query. */
    public record Parameter(String name, String summary) {}

    public Route {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(handler, "handler");
        if (!path.startsWith("/") || summary.isBlank()) {
            throw new IllegalArgumentException("A route has a path from / on and a summary: " + path);
        }
        parameters = List.copyOf(parameters);
    }

    boolean changes() {
        return method != HttpMethod.GET && method != HttpMethod.HEAD;
    }

    /** {@code GET /api/v1/monitor}. */
    public String name() {
        return method + " " + path;
    }
}
