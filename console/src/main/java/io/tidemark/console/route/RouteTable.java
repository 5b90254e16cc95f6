package io.tidemark.console.route;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** All routes; adding one without a rule does not compile. */
public final class RouteTable {

    private final List<Route> routes = new ArrayList<>();
    private String group = "";

    /** The routes added from here on stand under this heading. */
    public RouteTable group(String heading) {
        group = heading;
        return this;
    }

    /** @param parameters each {@code "name: what it says"} */
    public RouteTable get(String path, Rule rule, String summary, Route.Handler handler, String... parameters) {
        return add(HttpMethod.GET, path, rule, summary, "", handler, parameters);
    }

    /** @param body what the body holds */
    public RouteTable post(
            String path, Rule rule, String summary, String body, Route.Handler handler, String... parameters) {
        return add(HttpMethod.POST, path, rule, summary, body, handler, parameters);
    }

    public RouteTable put(
            String path, Rule rule, String summary, String body, Route.Handler handler, String... parameters) {
        return add(HttpMethod.PUT, path, rule, summary, body, handler, parameters);
    }

    public RouteTable patch(
            String path, Rule rule, String summary, String body, Route.Handler handler, String... parameters) {
        return add(HttpMethod.PATCH, path, rule, summary, body, handler, parameters);
    }

    public RouteTable delete(String path, Rule rule, String summary, Route.Handler handler, String... parameters) {
        return add(HttpMethod.DELETE, path, rule, summary, "", handler, parameters);
    }

    private RouteTable add(
            HttpMethod method,
            String path,
            Rule rule,
            String summary,
            String body,
            Route.Handler handler,
            String... parameters) {
        Route route = new Route(
                method,
                path,
                rule,
                group,
                summary,
                Arrays.stream(parameters).map(RouteTable::parameter).toList(),
                body,
                handler);
        if (routes.stream().anyMatch(known -> known.name().equals(route.name()))) {
            throw new IllegalStateException(route.name() + " stands in the table twice");
        }
        routes.add(route);
        return this;
    }

    private static Route.Parameter parameter(String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? new Route.Parameter(text, "")
                : new Route.Parameter(text.substring(0, colon), text.substring(colon + 2));
    }

    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /** Puts all routes on a server. @param hostNames names under which it may be addressed, in lower case, without port */
    public void addTo(ServerBuilder server, Doorkeeper doorkeeper, Set<String> hostNames, Clock clock) {
        for (Route route : routes) {
            var builder = com.linecorp.armeria.server.Route.builder().path(route.path());
            builder = route.method() == HttpMethod.GET
                    ? builder.methods(HttpMethod.GET, HttpMethod.HEAD)
                    : builder.methods(route.method());
            server.service(
                    builder.build(),
                    new SecurityHeaders(new HostCheck(new RouteService(route, doorkeeper, clock), hostNames)));
        }
    }
}
