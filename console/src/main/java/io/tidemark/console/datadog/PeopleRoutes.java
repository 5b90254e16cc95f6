package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.access.Access;
import io.tidemark.console.access.AccessBook;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import io.tidemark.console.route.SignedTarget;
import io.tidemark.console.route.Who;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sign-in, users, and signed links. */
final class PeopleRoutes {

    private static final Rule USERS = Rule.admin("user_access_manage");
    private static final Duration LINK_MAX = Duration.ofDays(90);
    private static final int LINK_LENGTH_MAX = 8_000;

    private final Sources sources;

    PeopleRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        table.group("People")
                .post(
                        "/api/console/session",
                        Rule.open("signing in is how one becomes somebody"),
                        "Signs in; sets a cookie and tells the token that changing requests carry as X-Tidemark-Token.",
                        "user, password",
                        this::signIn)
                .get(
                        "/api/console/session",
                        Rule.open("tells nobody more than who they are"),
                        "Who is signed in, and how.",
                        this::session)
                .delete(
                        "/api/console/session",
                        Rule.viewer("session"),
                        "Signs out; tells where one signs out at the OpenID provider too, in next.",
                        this::signOut)
                .get("/api/console/users", USERS, "Lists users.", this::users)
                .put(
                        "/api/console/users/{name}",
                        USERS,
                        "Adds a user, or changes role and password; ends their sessions.",
                        "role, password, email",
                        this::putUser)
                .delete(
                        "/api/console/users/{name}",
                        USERS,
                        "Removes a user with their application keys.",
                        this::deleteUser)
                .post(
                        "/api/console/links",
                        Rule.editor("shared_links_write"),
                        "Signs a link to one thing to look at, for people without a sign-in.",
                        "target: path and query; hours: at most 2160, default 24",
                        this::link);
    }

    private Reply signIn(Ask ask) {
        ObjectNode posted = ask.body();
        if (sources.access().isOpen()) {
            return Reply.ok(told(ask.who()));
        }
        Access.SignedIn signed = sources.access()
                .signIn(
                        posted.path("user").asText(""),
                        posted.path("password").asText(""),
                        ask.request().remote());
        return Reply.ok(told(signed.who()).put("token", signed.token())).with("set-cookie", signed.cookie());
    }

    private static ObjectNode told(Who who) {
        ObjectNode body = Json.object()
                .put("user", who.name())
                .put("role", who.role().text())
                .put("means", who.means().name().toLowerCase(java.util.Locale.ROOT));
        body.set("scopes", Json.strings(who.scopes()));
        return body;
    }

    private Reply session(Ask ask) {
        boolean nobody = ask.who().means() == Who.Means.LINK;
        ObjectNode body = nobody ? Json.object().putNull("user") : told(ask.who());
        // A browser that came back from the OpenID provider has the cookie only: the page gets its token here.
        ask.request()
                .session()
                .flatMap(sources.access()::token)
                .filter(any -> ask.who().means() == Who.Means.SESSION)
                .ifPresent(token -> body.put("token", token));
        return Reply.ok(body.put("open", sources.access().isOpen())
                .put("oidc", sources.oidc().isPresent()));
    }

    private Reply signOut(Ask ask) {
        Optional<String> idToken = ask.request().session().flatMap(sources.access()::signOut);
        Optional<URI> next = idToken.flatMap(token -> sources.oidc().flatMap(oidc -> oidc.signOut(token)));
        return next.map(address -> Reply.ok(Json.object().put("next", address.toString())))
                .orElseGet(() -> Reply.empty(HttpStatus.NO_CONTENT))
                .with("set-cookie", "tidemark_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    }

    private Reply users(Ask ask) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("users");
        sources.access().book().contents().users().forEach(user -> list.add(view(user)));
        return Reply.ok(body);
    }

    private static ObjectNode view(AccessBook.User user) {
        return Json.object()
                .put("name", user.name())
                .put("role", user.role().text())
                .put("email", user.email())
                .put("guest", !user.subject().isEmpty());
    }

    private Reply putUser(Ask ask) {
        ObjectNode posted = ask.body();
        String name = ask.path("name");
        try {
            sources.access()
                    .book()
                    .putUser(
                            name,
                            KeyRoutes.role(posted.path("role").asText("")),
                            posted.path("password").asText(""),
                            posted.path("email").asText(""));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("bad-user", e.getMessage());
        }
        sources.access().signOutAll(name);
        tell(ask, name, "set to the role " + posted.path("role").asText(""));
        return Reply.ok(view(sources.access().book().user(name).orElseThrow()));
    }

    private Reply deleteUser(Ask ask) {
        String name = ask.path("name");
        if (name.equals(ask.who().name())) {
            throw Problem.conflict("yourself", "You cannot remove yourself. Ask another admin.");
        }
        if (!sources.access().book().removeUser(name)) {
            throw Problem.notFound("There is no user " + Problem.quote(name) + ".");
        }
        sources.access().signOutAll(name);
        tell(ask, name, "removed");
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private void tell(Ask ask, String name, String did) {
        sources.desk()
                .tell(
                        "User " + name + " " + did + " by " + ask.who().name(),
                        "",
                        List.of("document:user", "id:" + name.toLowerCase(java.util.Locale.ROOT)));
    }

    private Reply link(Ask ask) {
        ObjectNode posted = ask.body();
        String target = posted.path("target").asText("");
        double hours = posted.path("hours").asDouble(24);
        if (!target.startsWith("/") || target.startsWith("//") || target.length() > LINK_LENGTH_MAX) {
            throw Problem.parameter(
                    "target", target, "a path and query of this console, from / on", "Correct it.", "bad-target");
        }
        if (!(hours > 0) || hours > LINK_MAX.toHours()) {
            throw Problem.parameter(
                    "hours",
                    posted.path("hours").asText(),
                    "above 0 and at most " + LINK_MAX.toHours(),
                    "Correct it.",
                    "bad-hours");
        }
        Instant until = ask.now().plusMillis((long) (hours * 3_600_000));
        String link = sources.access().link(SignedTarget.of(target), until);
        String address = ask.request().address() + target + (target.contains("?") ? "&" : "?") + "link=" + link;
        return Reply.ok(Json.object().put("url", address).put("until", until.toString()));
    }
}
