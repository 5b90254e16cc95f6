package io.tidemark.console.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.api.ConsoleRoutes;
import io.tidemark.console.api.Live;
import io.tidemark.console.oidc.OidcRoutes;
import io.tidemark.console.route.OpenApi;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.Role;
import io.tidemark.console.route.Route;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Goal: the table of routes keeps its promises. Method: it is made as the console makes it, and looked through. */
final class RoutesTest {

    private static final Path PAGE = Path.of("..", "docs", "reference", "console-api.md");
    private static final String FROM = "<!-- routes -->\n";
    private static final String TO = "<!-- end of routes -->";

    @Test
    void everyRouteThatChangesSomethingNeedsAnEditorOrMore() {
        for (Route route : table()) {
            boolean reads = route.method().name().equals("GET");
            boolean only = route.path().endsWith("/validate")
                    || route.path().startsWith("/api/console/preview/")
                    || route.path().startsWith("/api/console/session")
                    || route.path().startsWith("/api/v2/current_user/");
            boolean strong =
                    route.rule().role().map(role -> role.includes(Role.EDITOR)).orElse(false);
            assertThat(reads || only || strong).as(route.name()).isTrue();
        }
    }

    @Test
    void whatIsOpenIsNamedHereOneByOne() {
        assertThat(table().stream()
                        .filter(route -> route.rule().role().isEmpty())
                        .map(Route::name))
                .containsExactlyInAnyOrder(
                        "GET /",
                        "GET /assets/{name}",
                        "GET /favicon.svg",
                        "GET /alerts/{id}",
                        "GET /explore",
                        "GET /dashboards",
                        "GET /dashboard/{id}",
                        "GET /dashboards/{id}",
                        "GET /monitors",
                        "GET /monitors/{id}",
                        "GET /downtimes",
                        "GET /events",
                        "GET /hosts",
                        "GET /detectors",
                        "GET /people",
                        "GET /mail",
                        "GET /snapshot/{name}",
                        "POST /api/console/session",
                        "GET /api/console/session",
                        "GET /api/console/oidc/start",
                        "GET /api/console/oidc/return",
                        "GET /api/openapi.json",
                        "GET /api");
    }

    @Test
    void aRouteWithoutARuleCannotBeMade() {
        assertThatThrownBy(() -> new RouteTable().get("/x", null, "Without a rule.", ask -> Reply.ok(null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("rule");
        assertThatThrownBy(() -> Rule.open(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theReferencePageListsEveryRoute() throws IOException {
        String page = Files.readString(PAGE);
        String wanted = OpenApi.markdown(table());
        int from = page.indexOf(FROM) + FROM.length();
        int to = page.indexOf(TO);
        if (Boolean.getBoolean("renew")) {
            Files.writeString(PAGE, page.substring(0, from) + wanted + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to))
                .as("renew it with: mvn -pl console -am test -Dtest=RoutesTest -Drenew=true")
                .isEqualTo(wanted);
    }

    @Test
    void theOpenApiDocumentHasEveryRouteOnceWithAnIdOfItsOwn() {
        var document = OpenApi.document(table());
        int operations = 0;
        for (var path : document.path("paths")) {
            operations += path.size();
        }

        assertThat(operations).isEqualTo(table().size()).isGreaterThan(80);
        assertThat(document.findValuesAsText("operationId"))
                .doesNotHaveDuplicates()
                .hasSize(operations);
    }

    @Test
    void aRouteThatTheDocumentLacksIsNoticed() {
        List<Route> more = new java.util.ArrayList<>(table());
        var document = OpenApi.document(more);
        more.add(new RouteTable()
                .get("/api/new", Rule.viewer("new"), "New.", ask -> Reply.ok(null))
                .routes()
                .get(0));

        assertThat(document.path("paths").has("/api/new")).isFalse();
        assertThat(OpenApi.document(more).path("paths").has("/api/new")).isTrue();
        assertThat(OpenApi.markdown(more)).isNotEqualTo(OpenApi.markdown(table()));
    }

    private static List<Route> table() {
        RouteTable table = new RouteTable();
        try (Live live = new Live(Clock.systemUTC())) {
            new ConsoleRoutes(new ConsoleRoutes.Sources(null, null, null, Optional.empty(), live)).addTo(table);
        }
        new DatadogRoutes(new Sources(null, null, null, null, null, null, null, Optional.empty(), null))
                .addTo(table, false);
        new OidcRoutes(Optional.empty(), null).addTo(table);
        OpenApi.addTo(table);
        return table.routes();
    }
}
