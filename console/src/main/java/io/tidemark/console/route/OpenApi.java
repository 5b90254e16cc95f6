package io.tidemark.console.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The route table as an OpenAPI 3.1 document, as a page for people, and as the table of the reference. */
public final class OpenApi {

    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    private OpenApi() {}

    /** Adds the routes that serve both; call it last. */
    public static void addTo(RouteTable table) {
        Rule open = Rule.open("says which routes there are, and nothing of what they hold");
        table.group("Reference")
                .get(
                        "/api/openapi.json",
                        open,
                        "This table, as OpenAPI 3.1.",
                        ask -> Reply.ok(document(table.routes())))
                .get("/api", open, "This table, for people.", ask -> page(table.routes()));
    }

    public static ObjectNode document(List<Route> routes) {
        ObjectNode document = Json.object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Tidemark")
                .put("version", "1")
                .put(
                        "description",
                        "The management API, in the shapes of Datadog's, and what the console's page reads.");
        ObjectNode paths = document.putObject("paths");
        for (Route route : routes) {
            ObjectNode path =
                    paths.path(route.path()) instanceof ObjectNode known ? known : paths.putObject(route.path());
            operation(path.putObject(route.method().name().toLowerCase(Locale.ROOT)), route);
        }
        ObjectNode components = document.putObject("components");
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "DD-API-KEY");
        schemes.putObject("applicationKey")
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "DD-APPLICATION-KEY");
        schemes.putObject("session").put("type", "apiKey").put("in", "cookie").put("name", RouteService.SESSION_COOKIE);
        ObjectNode error = components.putObject("schemas").putObject("Error").put("type", "object");
        ObjectNode fields = error.putObject("properties");
        fields.putObject("errors").put("type", "array").putObject("items").put("type", "string");
        fields.putObject("reason").put("type", "string");
        error.putArray("required").add("errors");
        return document;
    }

    private static void operation(ObjectNode node, Route route) {
        node.put("summary", route.summary()).put("operationId", id(route));
        node.putArray("tags").add(route.group());
        route.rule()
                .role()
                .ifPresent(role -> node.put(
                        "description",
                        "Role " + role.text() + ", scope " + route.rule().scope() + "."));
        ArrayNode parameters = node.putArray("parameters");
        Matcher named = PATH_PARAMETER.matcher(route.path());
        while (named.find()) {
            parameters
                    .addObject()
                    .put("name", named.group(1))
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        for (Route.Parameter parameter : route.parameters()) {
            parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", "query")
                    .put("description", parameter.summary())
                    .putObject("schema")
                    .put("type", "string");
        }
        if (!route.body().isEmpty()) {
            ObjectNode body = node.putObject("requestBody").put("description", route.body());
            body.putObject("content")
                    .putObject("application/json")
                    .putObject("schema")
                    .put("type", "object");
        }
        ObjectNode responses = node.putObject("responses");
        responses.putObject("2XX").put("description", "What was asked for.");
        responses
                .putObject("4XX")
                .put("description", "What was wrong and how to mend it.")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Error");
        ArrayNode security = node.putArray("security");
        if (route.rule().role().isPresent()) {
            ObjectNode keys = security.addObject();
            keys.putArray("apiKey");
            keys.putArray("applicationKey");
            security.addObject().putArray("session");
        }
    }

    private static String id(Route route) {
        return (route.method().name().toLowerCase(Locale.ROOT) + route.path())
                .replaceAll("[^A-Za-z0-9]+", "_")
                .replaceAll("_$", "");
    }

    /** Rows {@code | GET /api/v1/monitor | viewer | monitors_read | Lists monitors. |} under a heading for each group. */
    public static String markdown(List<Route> routes) {
        StringBuilder page = new StringBuilder();
        for (String group : routes.stream().map(Route::group).distinct().toList()) {
            page.append("### ")
                    .append(group)
                    .append("\n\n| route | role | scope | what | parameters |\n| --- | --- | --- | --- | --- |\n");
            for (Route route : routes) {
                if (route.group().equals(group)) {
                    page.append("| `")
                            .append(route.name())
                            .append("` | ")
                            .append(route.rule().role().map(Role::text).orElse("open"))
                            .append(" | ")
                            .append(
                                    route.rule().role().isPresent()
                                            ? "`" + route.rule().scope() + "`"
                                            : "")
                            .append(" | ")
                            .append(route.summary())
                            .append(" | ")
                            .append(String.join(
                                    ", ",
                                    route.parameters().stream()
                                            .map(each -> "`" + each.name() + "`")
                                            .toList()))
                            .append(" |\n");
                }
            }
            page.append('\n');
        }
        return page.toString();
    }

    private static Reply page(List<Route> routes) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<title>Tidemark API</title></head><body><h1>Tidemark API</h1>"
                + "<p>The same as <a href=\"/api/openapi.json\">OpenAPI</a>.</p>");
        for (String group : routes.stream().map(Route::group).distinct().toList()) {
            html.append("<h2>")
                    .append(escaped(group))
                    .append("</h2><table border=\"1\" cellpadding=\"4\">")
                    .append("<tr><th>route</th><th>role</th><th>what</th><th>parameters</th></tr>");
            routes.stream()
                    .filter(route -> route.group().equals(group))
                    .forEach(route -> html.append("<tr><td><code>")
                            .append(escaped(route.name()))
                            .append("</code></td><td>")
                            .append(route.rule().role().map(Role::text).orElse("open"))
                            .append("</td><td>")
                            .append(escaped(route.summary()))
                            .append(route.body().isEmpty() ? "" : "<br>Body: " + escaped(route.body()))
                            .append("</td><td>")
                            .append(String.join(
                                    "<br>",
                                    route.parameters().stream()
                                            .map(each -> "<code>" + escaped(each.name()) + "</code> "
                                                    + escaped(each.summary()))
                                            .toList()))
                            .append("</td></tr>"));
            html.append("</table>");
        }
        return Reply.bytes(
                MediaType.HTML_UTF_8, html.append("</body></html>").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
