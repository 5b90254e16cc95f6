package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.Subject;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.BandStage;
import io.tidemark.query.Grouping;
import io.tidemark.query.ServiceCheckQuery;

/** Answers of checks: each is a row of one second for the groups that it belongs to. */
final class Answers {

    private final ConfigurationInForce configuration;
    private final Upkeep upkeep;

    Answers(ConfigurationInForce configuration, Upkeep upkeep) {
        this.configuration = configuration;
        this.upkeep = upkeep;
    }

    void answer(TogetherInput.OfAnswer answer, long tickMillis) {
        for (WatchedMonitor monitor : configuration.together()) {
            if (monitor.subject() instanceof Subject.Answers of && matches(of.query(), answer)) {
                for (String text : of.query().by().groupsOf("", answer.tags())) {
                    Groups.Group group = upkeep.group(BandStage.DIRECT, monitor, text, tickMillis);
                    Row row = Row.plain(answer.atSeconds(), 1, answer.status());
                    upkeep.row(monitor, group, row, Evidence.ofValue(answer.atSeconds(), answer.status()), tickMillis);
                }
            }
        }
    }

    private static boolean matches(ServiceCheckQuery query, TogetherInput.OfAnswer answer) {
        return query.check().equals(answer.check())
                && query.by().kind() != Grouping.Kind.EVERY_SERIES
                && query.over().matches(answer.tags());
    }
}
