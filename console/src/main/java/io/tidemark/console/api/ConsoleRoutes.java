package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.HttpService;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.history.History;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.Route;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.util.List;
import java.util.Optional;

/** The page at /, and what it reads under /api/console/. */
public final class ConsoleRoutes {

    /** What the routes answer from. */
    public record Sources(
            History history, Documents documents, DowntimeCalendar calendar, Optional<Mails> mails, Live live) {}

    private static final String API = "/api/console/";

    /** Addresses at which the one page shows one thing or another, as in {@code route.ts}; mails link to alerts. */
    private static final List<String> PAGES = List.of(
            "/",
            "/alerts/{id}",
            "/explore",
            "/dashboards",
            "/dashboard/{id}",
            "/dashboards/{id}",
            "/monitors",
            "/monitors/{id}",
            "/downtimes",
            "/events",
            "/hosts",
            "/detectors",
            "/people",
            "/mail");

    private static final String SPAN = "milliseconds since the Unix epoch; default: the last four hours";

    private final Sources sources;

    public ConsoleRoutes(Sources sources) {
        this.sources = sources;
    }

    /** A handler that answers 200 with JSON. */
    private interface Answer {
        JsonNode to(Ask ask);
    }

    public void addTo(RouteTable table) {
        DowntimeAnswers downtimes = new DowntimeAnswers(sources.documents(), sources.calendar());
        OverviewAnswers overview = new OverviewAnswers(
                sources.history(),
                sources.documents(),
                downtimes,
                sources.mails().isPresent());
        SeriesAnswers series = new SeriesAnswers(sources.history(), sources.documents());
        GraphAnswers graphs = new GraphAnswers(sources.history(), sources.documents());
        AlertAnswers alerts = new AlertAnswers(sources.history(), sources.documents());
        String limit = "limit: at most 1000";
        String search = "search: words, each of which must stand in it";

        table.group("Console");
        get(table, "overview", "What is wrong now, and how much of what is green was looked at.", overview::overview);
        get(table, "series", "Series.", series::series, search, limit);
        get(table, "metrics", "Names of metrics.", series::metrics, search, limit);
        get(table, "tags", "Tags in use.", series::tags, search, limit);
        get(
                table,
                "detectors",
                "Detectors with their groups and each group's newest bucket.",
                series::detectors,
                search);
        get(
                table,
                "graph",
                "The columns of one graph.",
                graphs::graph,
                "series: canonical text of a series",
                "aggregate: avg, sum, min, max, last, count or rate",
                "detector: id of band rows",
                "group: group of the detector",
                "from: " + SPAN,
                "to: " + SPAN,
                "buckets: 10 to 2000");
        get(
                table,
                "alerts",
                "Transitions, newest first, each with who was told.",
                alerts::alerts,
                "from: " + SPAN,
                "to: " + SPAN,
                limit,
                "monitor: only of this one");
        get(table, "alerts/{id}", "One transition with what led to it and who was told.", alerts::alert);
        get(
                table,
                "notifications",
                "Notifications, newest first.",
                alerts::notifications,
                "from: " + SPAN,
                "to: " + SPAN,
                limit);
        get(
                table,
                "anomalies",
                "Buckets out of band, explained, newest first.",
                alerts::anomalies,
                "from: " + SPAN,
                "to: " + SPAN,
                limit,
                "detector: only of this one",
                "group: with detector");
        get(table, "events", "Events, newest first.", alerts::events, "from: " + SPAN, "to: " + SPAN, limit);
        get(table, "downtimes", "Downtimes with their next occurrences.", downtimes::downtimes);
        table.get(API + "live", Rule.viewer("events_read"), "What changed, as server-sent events.", live());
        sources.mails().map(MailRoutes::new).ifPresent(mails -> {
            get(table, "mails", "The built-in mailbox.", mails::list, "limit: at most 500");
            page(table, API + "mails/{id}/html", "A mail as it would look, in a sandbox.", mails::html);
            page(table, API + "mails/{id}/text", "Its text.", mails::text);
            page(table, API + "mails/{id}/raw", "The whole of it.", mails::raw);
        });
        Pages pages = Pages.load();
        Rule files = Rule.open("the page's own files hold no data");
        table.get("/assets/{name}", files, "A file of the page.", pages::asset);
        table.get("/favicon.svg", files, "The page's icon.", pages::icon);
        for (String path : PAGES) {
            table.get(path, files, "The page.", pages::index, Ask.ANY + ": what the page shows");
        }
    }

    private Route.Raw live() {
        HttpService service = sources.live()::serve;
        return () -> service;
    }

    private static void get(RouteTable table, String name, String summary, Answer answer, String... parameters) {
        table.get(API + name, Rule.viewer("dashboards_read"), summary, ask -> Reply.ok(answer.to(ask)), parameters);
    }

    private static void page(RouteTable table, String path, String summary, Route.Handler handler) {
        table.get(path, Rule.viewer("dashboards_read"), summary, handler);
    }
}
