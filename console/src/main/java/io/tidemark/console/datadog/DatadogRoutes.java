package io.tidemark.console.datadog;

import io.tidemark.console.route.Json;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;

/** All routes in the shapes of Datadog's. */
public final class DatadogRoutes {

    private final Sources sources;

    public DatadogRoutes(Sources sources) {
        this.sources = sources;
    }

    /** @param carriesIntake whether the same server has the intake's routes, and with them the check of API keys */
    public void addTo(RouteTable table, boolean carriesIntake) {
        QueryRoutes queries = new QueryRoutes(sources);
        queries.addTo(table);
        new SnapshotRoutes(sources, queries).addTo(table);
        new MetricRoutes(sources).addTo(table);
        new MonitorRoutes(sources).addTo(table);
        new DowntimeRoutes(sources).addTo(table);
        new DashboardRoutes(sources).addTo(table);
        new HostRoutes(sources).addTo(table);
        new EventRoutes(sources).addTo(table);
        new KeyRoutes(sources).addTo(table);
        new PeopleRoutes(sources).addTo(table);
        new UserRoutes(sources).addTo(table);
        new PreviewRoutes(sources, queries).addTo(table);
        new WorkRoutes(sources).addTo(table);
        if (!carriesIntake) {
            table.group("Keys")
                    .get(
                            "/api/v1/validate",
                            Rule.viewer("api_keys_read"),
                            "Whether the keys are known.",
                            ask -> Reply.ok(Json.object().put("valid", true)));
        }
    }
}
