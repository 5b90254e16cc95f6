package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.access.AccessBook;
import io.tidemark.console.access.AccessBook.Key;
import io.tidemark.console.access.AccessBook.NewKey;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.Role;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.util.List;
import java.util.Optional;

/** Keys, in the shape of {@code /api/v2/api_keys} and {@code /api/v2/…application_keys}. A key's text is told once. */
final class KeyRoutes {

    private static final Rule API = Rule.admin("api_keys_write");
    private static final Rule OWN = Rule.viewer("user_app_keys");
    private static final Rule ALL = Rule.admin("org_app_keys_write");
    private static final String OWN_PATH = "/api/v2/current_user/application_keys";
    private static final int NAME_MAX = 200;

    private final Sources sources;

    KeyRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        String[] paging = {
            "page[size]: at most 1000, default 10",
            "page[number]: from 0",
            "sort: without effect, by name",
            "filter: part of a name",
            "filter[created_at][start]: without effect",
            "filter[created_at][end]: without effect",
            "include: without effect"
        };
        table.group("Keys")
                .get("/api/v2/api_keys", API, "Lists API keys.", ask -> list(ask, false, false), paging)
                .post("/api/v2/api_keys", API, "Makes an API key.", "data.attributes.name", ask -> create(ask, false))
                .get(
                        "/api/v2/api_keys/{id}",
                        API,
                        "One API key.",
                        ask -> get(ask, false, false),
                        "include: without effect")
                .patch(
                        "/api/v2/api_keys/{id}",
                        API,
                        "Renames an API key.",
                        "data.attributes.name",
                        ask -> update(ask, false, false))
                .delete("/api/v2/api_keys/{id}", API, "Ends an API key.", ask -> delete(ask, false, false))
                .get(
                        "/api/v2/application_keys",
                        ALL,
                        "Lists everybody's application keys.",
                        ask -> list(ask, true, false),
                        paging)
                .get(
                        "/api/v2/application_keys/{id}",
                        ALL,
                        "One of them.",
                        ask -> get(ask, true, false),
                        "include: without effect")
                .delete("/api/v2/application_keys/{id}", ALL, "Ends one of them.", ask -> delete(ask, true, false))
                .get(OWN_PATH, OWN, "Lists your application keys.", ask -> list(ask, true, true), paging)
                .post(
                        OWN_PATH,
                        OWN,
                        "Makes an application key with your role, or less by its scopes.",
                        "data.attributes.name, scopes",
                        ask -> create(ask, true))
                .get(OWN_PATH + "/{id}", OWN, "One of your application keys.", ask -> get(ask, true, true))
                .patch(
                        OWN_PATH + "/{id}",
                        OWN,
                        "Changes its name or scopes.",
                        "data.attributes.name, scopes",
                        ask -> update(ask, true, true))
                .delete(OWN_PATH + "/{id}", OWN, "Ends one of your application keys.", ask -> delete(ask, true, true));
    }

    private AccessBook book() {
        return sources.access().book();
    }

    private Reply create(Ask ask, boolean application) {
        JsonNode attributes = ask.body().path("data").path("attributes");
        String name = name(attributes)
                .orElseThrow(() -> Problem.badRequest(
                        "no-name", "data.attributes.name is missing (expected what the key is for). Add it."));
        List<String> scopes = Shapes.texts(attributes.path("scopes"));
        if (!ask.who().scopes().isEmpty()
                && (scopes.isEmpty() || !ask.who().scopes().containsAll(scopes))) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "wider-scopes",
                    "The key would have the scopes " + (scopes.isEmpty() ? "of the whole role" : scopes.toString())
                            + " (expected some of " + ask.who().scopes() + ", which yours has). Ask for less.");
        }
        NewKey made = application
                ? book().addApplicationKey(name, ask.who().name(), scopes)
                : book().addApiKey(name, ask.who().name());
        tell(ask, application, made.key(), "made");
        ObjectNode data = view(made.key(), application);
        ((ObjectNode) data.path("attributes")).put("key", made.text());
        return data(HttpStatus.CREATED, data);
    }

    private static Optional<String> name(JsonNode attributes) {
        String name = attributes.path("name").asText("").strip();
        if (name.length() > NAME_MAX) {
            throw Problem.parameter("name", name, "at most " + NAME_MAX + " characters", "Shorten it.", "long-name");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private Reply list(Ask ask, boolean application, boolean own) {
        String filter = ask.text("filter", Ask.SEARCH_LENGTH_MAX).orElse("");
        int size = ask.integer("page[size]", 10, 1, 1_000);
        List<Key> keys = keys(ask, application, own).stream()
                .filter(key -> key.name().contains(filter))
                .sorted(java.util.Comparator.comparing(Key::name).thenComparing(Key::id))
                .toList();
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        keys.stream()
                .skip((long) size * ask.integer("page[number]", 0, 0, 1_000_000))
                .limit(size)
                .forEach(key -> data.add(view(key, application)));
        body.putObject("meta").putObject("page").put("total_filtered_count", keys.size());
        return Reply.ok(body);
    }

    private List<Key> keys(Ask ask, boolean application, boolean own) {
        List<Key> all = application
                ? book().contents().applicationKeys()
                : book().contents().apiKeys();
        return own
                ? all.stream()
                        .filter(key -> key.owner().equals(ask.who().name()))
                        .toList()
                : all;
    }

    private Key find(Ask ask, boolean application, boolean own) {
        return keys(ask, application, own).stream()
                .filter(key -> key.id().equals(ask.path("id")))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                        "There is no such key " + Problem.quote(ask.path("id")) + ". The list has the ids."));
    }

    private Reply get(Ask ask, boolean application, boolean own) {
        return data(HttpStatus.OK, view(find(ask, application, own), application));
    }

    private Reply update(Ask ask, boolean application, boolean own) {
        Key before = find(ask, application, own);
        JsonNode attributes = ask.body().path("data").path("attributes");
        List<String> scopes =
                attributes.path("scopes").isArray() ? Shapes.texts(attributes.path("scopes")) : before.scopes();
        if (!ask.who().scopes().isEmpty()
                && (scopes.isEmpty() || !ask.who().scopes().containsAll(scopes))) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN, "wider-scopes", "The key would have wider scopes than yours. Ask for less.");
        }
        Key after = new Key(
                before.id(),
                name(attributes).orElse(before.name()),
                before.owner(),
                application ? scopes : List.of(),
                before.digest(),
                before.last4(),
                before.created());
        book().changeKey(application, before.id(), key -> Optional.of(after));
        tell(ask, application, after, "changed");
        return data(HttpStatus.OK, view(after, application));
    }

    private Reply delete(Ask ask, boolean application, boolean own) {
        Key key = find(ask, application, own);
        book().changeKey(application, key.id(), each -> Optional.empty());
        tell(ask, application, key, "ended");
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private void tell(Ask ask, boolean application, Key key, String did) {
        sources.desk()
                .tell(
                        (application ? "Application key " : "API key ") + key.id() + " " + did + " by "
                                + ask.who().name(),
                        key.name() + (key.scopes().isEmpty() ? "" : ", scopes " + key.scopes()),
                        List.of(
                                "document:key",
                                "id:" + key.id(),
                                "user:" + ask.who().name().toLowerCase(java.util.Locale.ROOT)));
    }

    private static Reply data(HttpStatus status, ObjectNode data) {
        ObjectNode body = Json.object();
        body.set("data", data);
        return Reply.of(status, body);
    }

    private static ObjectNode view(Key key, boolean application) {
        ObjectNode data = Json.object().put("id", key.id()).put("type", application ? "application_keys" : "api_keys");
        ObjectNode attributes = data.putObject("attributes")
                .put("name", key.name())
                .put("created_at", key.created())
                .put("last4", key.last4());
        if (application) {
            attributes.set("scopes", key.scopes().isEmpty() ? attributes.nullNode() : Json.strings(key.scopes()));
        }
        return data;
    }

    static Role role(String name) {
        return Role.named(name)
                .orElseThrow(() ->
                        Problem.parameter("role", name, String.join(", ", Role.names()), "Take one.", "bad-role"));
    }
}
