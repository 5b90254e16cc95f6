package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.access.AccessBook;
import io.tidemark.console.access.AccessBook.User;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.Role;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Users and roles, in the shape of {@code /api/v2/users} and {@code /api/v2/roles}. A user's id is their name; a new one's name
 * is their address. Their first password is told once, because nothing is mailed.
 */
final class UserRoutes {

    private static final Rule READ = Rule.admin("user_access_read");
    private static final Rule WRITE = Rule.admin("user_access_manage");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 15;

    private final Sources sources;

    UserRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        table.group("People")
                .get(
                        "/api/v2/users",
                        READ,
                        "Lists users.",
                        this::list,
                        "page[size]: at most 1000, default 10",
                        "page[number]: from 0",
                        "sort: without effect, by name",
                        "sort_dir: asc or desc",
                        "filter: part of a name or address",
                        "filter[status]: Active gives all, anything else none")
                .post(
                        "/api/v2/users",
                        WRITE,
                        "Adds a user; tells their first password once.",
                        "data.attributes.email, data.relationships.roles",
                        this::create)
                .get("/api/v2/users/{id}", READ, "One user.", ask -> data(HttpStatus.OK, view(find(ask))))
                .patch(
                        "/api/v2/users/{id}",
                        WRITE,
                        "Gives a user another role; disabled: true removes them.",
                        "data.relationships.roles or data.attributes.disabled",
                        this::update)
                .delete("/api/v2/users/{id}", WRITE, "Removes a user with their application keys.", this::delete)
                .get(
                        "/api/v2/roles",
                        READ,
                        "The three roles.",
                        this::roles,
                        "page[size]: without effect",
                        "page[number]: without effect",
                        "sort: without effect",
                        "filter: part of a name",
                        "filter[id]: without effect");
    }

    private AccessBook book() {
        return sources.access().book();
    }

    private Reply list(Ask ask) {
        String filter = ask.text("filter", Ask.SEARCH_LENGTH_MAX).orElse("");
        boolean none = ask.text("filter[status]", Ask.SEARCH_LENGTH_MAX)
                .map(status -> !status.toLowerCase(Locale.ROOT).contains("active"))
                .orElse(false);
        Comparator<User> order = Comparator.comparing(User::name);
        boolean down = ask.text("sort_dir", 8).map("desc"::equals).orElse(false);
        int size = ask.integer("page[size]", 10, 1, 1_000);
        int page = ask.integer("page[number]", 0, 0, 1_000_000);
        List<User> users = book().contents().users().stream()
                .filter(user ->
                        !none && (user.name().contains(filter) || user.email().contains(filter)))
                .sorted(down ? order.reversed() : order)
                .toList();
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        users.stream().skip((long) size * page).limit(size).forEach(user -> data.add(view(user)));
        body.putObject("meta")
                .putObject("page")
                .put("total_count", book().contents().users().size())
                .put("total_filtered_count", users.size());
        return Reply.ok(body);
    }

    private Reply create(Ask ask) {
        JsonNode posted = ask.body().path("data");
        String name = posted.path("attributes").path("email").asText("").strip();
        if (book().user(name).isPresent()) {
            throw Problem.conflict("known-user", Problem.quote(name) + " is a user already. Change that one.");
        }
        Role role = role(posted).orElse(Role.VIEWER);
        byte[] random = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            book().putUser(name, role, password, name.contains("@") ? name : "");
        } catch (IllegalArgumentException bad) {
            throw Problem.badRequest("bad-user", bad.getMessage());
        }
        tell(ask, name, "added with the role " + role.text());
        ObjectNode data = view(book().user(name).orElseThrow());
        ((ObjectNode) data.path("attributes")).put("password", password);
        return data(HttpStatus.CREATED, data);
    }

    private Reply update(Ask ask) {
        User user = find(ask);
        JsonNode posted = ask.body().path("data");
        if (posted.path("attributes").path("disabled").asBoolean(false)) {
            remove(ask, user);
            ObjectNode data = view(user);
            ((ObjectNode) data.path("attributes")).put("disabled", true).put("status", "Disabled");
            return data(HttpStatus.OK, data);
        }
        Role role = role(posted)
                .orElseThrow(() -> Problem.badRequest(
                        "no-role", "data.relationships.roles.data is empty (expected one role's id). Add it."));
        requireOther(ask, user, "change your own role");
        if (!user.subject().isEmpty()) {
            throw Problem.conflict(
                    "role-elsewhere",
                    Problem.quote(user.name()) + " has the role that the OpenID provider tells. Change it there.");
        }
        book().changeRole(user.name(), role);
        sources.access().signOutAll(user.name());
        tell(ask, user.name(), "set to the role " + role.text());
        return data(HttpStatus.OK, view(find(ask)));
    }

    private Reply delete(Ask ask) {
        remove(ask, find(ask));
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private void remove(Ask ask, User user) {
        requireOther(ask, user, "remove yourself");
        book().removeUser(user.name());
        sources.access().signOutAll(user.name());
        tell(ask, user.name(), "removed");
    }

    private static void requireOther(Ask ask, User user, String what) {
        if (user.name().equals(ask.who().name())) {
            throw Problem.conflict("yourself", "You cannot " + what + ". Ask another admin.");
        }
    }

    private void tell(Ask ask, String name, String did) {
        sources.desk()
                .tell(
                        "User " + name + " " + did + " by " + ask.who().name(),
                        "",
                        List.of("document:user", "id:" + name.toLowerCase(Locale.ROOT)));
    }

    private User find(Ask ask) {
        return book().user(ask.path("id"))
                .orElseThrow(() -> Problem.notFound(
                        "There is no user " + Problem.quote(ask.path("id")) + ". The list has the ids."));
    }

    /** The role that is named; the highest of several. */
    private static Optional<Role> role(JsonNode posted) {
        Role highest = null;
        for (JsonNode named : posted.path("relationships").path("roles").path("data")) {
            Role role = KeyRoutes.role(named.path("id").asText(""));
            highest = highest == null || role.includes(highest) ? role : highest;
        }
        return Optional.ofNullable(highest);
    }

    private Reply roles(Ask ask) {
        String filter = ask.text("filter", Ask.SEARCH_LENGTH_MAX).orElse("");
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        Role.names().stream().filter(name -> name.contains(filter)).forEach(name -> {
            ObjectNode role = data.addObject().put("id", name).put("type", "roles");
            role.putObject("attributes")
                    .put("name", name)
                    .put(
                            "user_count",
                            book().contents().users().stream()
                                    .filter(user -> user.role().text().equals(name))
                                    .count());
        });
        body.putObject("meta")
                .putObject("page")
                .put("total_count", data.size())
                .put("total_filtered_count", data.size());
        return Reply.ok(body);
    }

    private static ObjectNode view(User user) {
        ObjectNode data = Json.object().put("id", user.name()).put("type", "users");
        data.putObject("attributes")
                .put("name", user.name())
                .put("handle", user.name())
                .put("email", user.email())
                .put("status", "Active")
                .put("disabled", false)
                .put("verified", true)
                .put("service_account", false);
        data.putObject("relationships")
                .putObject("roles")
                .putArray("data")
                .addObject()
                .put("id", user.role().text())
                .put("type", "roles");
        return data;
    }

    private static Reply data(HttpStatus status, ObjectNode data) {
        ObjectNode body = Json.object();
        body.set("data", data);
        return Reply.of(status, body);
    }
}
