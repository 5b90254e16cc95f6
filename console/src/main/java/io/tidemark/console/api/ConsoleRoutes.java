package io.tidemark.console.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.history.History;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Puts the console's routes on a server: the page at /, its data under /api/console/. */
public final class ConsoleRoutes {

    /**
     * What the routes answer from.
     *
     * @param hostNames names under which the server may be addressed, in lower case, without port
     * @param signIn who may look; empty where the server listens on the loopback address only
     */
    public record Sources(
            History history,
            Documents documents,
            DowntimeCalendar calendar,
            Optional<Mails> mails,
            Live live,
            Set<String> hostNames,
            Optional<SignIn> signIn,
            Clock clock) {}

    private static final String API = "/api/console/";

    private final Sources sources;

    public ConsoleRoutes(Sources sources) {
        this.sources = sources;
    }

    public void addTo(ServerBuilder server) {
        Answers answers = new Answers(sources.clock());
        DowntimeAnswers downtimes = new DowntimeAnswers(sources.documents(), sources.calendar());
        OverviewAnswers overview = new OverviewAnswers(
                sources.history(),
                sources.documents(),
                downtimes,
                sources.mails().isPresent());
        SeriesAnswers series = new SeriesAnswers(sources.history(), sources.documents());
        GraphAnswers graphs = new GraphAnswers(sources.history(), sources.documents());
        AlertAnswers alerts = new AlertAnswers(sources.history(), sources.documents());

        get(server, API + "overview", answers.get(overview::overview));
        get(server, API + "series", answers.get(series::series, "search", "limit"));
        get(server, API + "metrics", answers.get(series::metrics, "search", "limit"));
        get(server, API + "tags", answers.get(series::tags, "search", "limit"));
        get(server, API + "detectors", answers.get(series::detectors, "search"));
        get(
                server,
                API + "graph",
                answers.get(graphs::graph, "series", "aggregate", "detector", "group", "from", "to", "buckets"));
        get(server, API + "alerts", answers.get(alerts::alerts, "from", "to", "limit", "monitor"));
        get(server, API + "notifications", answers.get(alerts::notifications, "from", "to", "limit"));
        get(server, API + "anomalies", answers.get(alerts::anomalies, "from", "to", "limit", "detector", "group"));
        get(server, API + "events", answers.get(alerts::events, "from", "to", "limit"));
        get(server, API + "downtimes", answers.get(downtimes::downtimes));
        get(server, API + "live", sources.live()::serve);
        sources.mails().map(MailRoutes::new).ifPresent(mails -> {
            get(server, API + "mails", answers.get(mails::list, "limit"));
            get(server, API + "mails/{id}/html", mails.html());
            get(server, API + "mails/{id}/text", mails.text());
            get(server, API + "mails/{id}/raw", mails.raw());
        });
        Pages pages = Pages.load();
        get(server, "/", pages.index());
        get(server, "/assets/{name}", pages.asset());
        get(server, "/favicon.svg", pages.icon());
    }

    private void get(ServerBuilder server, String path, HttpService service) {
        HttpService guarded = service;
        if (sources.signIn().isPresent()) {
            guarded = new SignInCheck(guarded, sources.signIn().get());
        }
        guarded = new SecurityHeaders(new HostCheck(guarded, sources.hostNames()));
        server.service(
                Route.builder()
                        .path(path)
                        .methods(HttpMethod.GET, HttpMethod.HEAD)
                        .build(),
                guarded);
    }
}
