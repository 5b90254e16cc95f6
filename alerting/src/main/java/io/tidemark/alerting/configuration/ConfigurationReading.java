package io.tidemark.alerting.configuration;

import io.tidemark.alerting.downtime.DowntimeRefusedException;
import io.tidemark.config.ConfigListener;
import io.tidemark.config.ConfigRefusal;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.AcknowledgementDocument;
import io.tidemark.document.DowntimeDocument;
import io.tidemark.document.Fault;
import io.tidemark.document.MonitorDocument;
import java.util.List;

/** Hears of every record of the monitors, downtimes and acknowledgements, and appends what it means to the log of changes. */
public final class ConfigurationReading implements ConfigListener {

    private final ChangeLog log;

    public ConfigurationReading(ChangeLog log) {
        this.log = log;
    }

    @Override
    public void changed(ConfigVersion version) {
        Change.Origin origin = new Change.Origin(
                version.kind().topic().shortName(),
                version.partition(),
                version.offset(),
                version.timestamp().toEpochMilli(),
                version.author());
        log.append(new Change(origin, version.id(), content(version)));
    }

    @Override
    public void refused(ConfigRefusal refusal) {
        Change.Origin origin = new Change.Origin(
                refusal.kind().topic().shortName(),
                refusal.partition(),
                refusal.offset(),
                refusal.timestamp().toEpochMilli(),
                "");
        List<String> faults = refusal.faults().stream().map(Fault::toString).toList();
        log.append(new Change(origin, refusal.id(), new Change.Refused(faults)));
    }

    private static Change.Content content(ConfigVersion version) {
        try {
            return switch (version.kind()) {
                case MONITOR ->
                    new Change.OfMonitor(version.as(MonitorDocument.class)
                            .map(document -> MonitorReading.read(document, version.offset())));
                case ACKNOWLEDGEMENT -> new Change.OfAcknowledgement(version.as(AcknowledgementDocument.class));
                default ->
                    new Change.OfDowntime(version.as(DowntimeDocument.class)
                            .map(document -> DowntimeReading.read(document, version.timestamp())));
            };
        } catch (MonitorReading.NotJudgedException | DowntimeRefusedException refused) {
            return new Change.Refused(List.of(refused.getMessage()));
        }
    }
}
