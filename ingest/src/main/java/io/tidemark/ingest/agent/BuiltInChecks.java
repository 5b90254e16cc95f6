package io.tidemark.ingest.agent;

import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.docker.DockerCheck;
import io.tidemark.ingest.check.host.HostChecks;
import io.tidemark.ingest.check.http.HttpCheck;
import io.tidemark.ingest.check.jmx.JmxCheck;
import io.tidemark.ingest.check.postgres.PostgresCheck;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import oshi.SystemInfo;

/** The checks that come with the agent. */
final class BuiltInChecks {

    private BuiltInChecks() {}

    static List<CheckType> all(Clock clock) {
        List<CheckType> all = new ArrayList<>(ofTheHost());
        all.add(HttpCheck.type(clock));
        all.add(JmxCheck.type());
        all.add(PostgresCheck.type());
        all.add(DockerCheck.type());
        return all;
    }

    /** Those that run without being asked for. */
    static List<CheckType> ofTheHost() {
        return HostChecks.types(new SystemInfo());
    }
}
