package io.tidemark.detectors.app;

import io.tidemark.config.ConfigListener;
import io.tidemark.config.ConfigRefusal;
import io.tidemark.config.ConfigVersion;
import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definition;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.ExclusionDocument;
import io.tidemark.document.Fault;
import io.tidemark.document.MonitorDocument;
import java.util.List;
import java.util.Optional;

/** Takes what the configuration topics say into the histories that the tasks read; passes refusals on. */
final class ConfigurationFeed implements ConfigListener {
    private final ConfigurationLog detectors = new ConfigurationLog();
    private final ConfigurationLog monitors = new ConfigurationLog();
    private final ConfigurationLog exclusions = new ConfigurationLog();
    private final String prefix;
    private final RefusalEvents refusals;

    ConfigurationFeed(String prefix, RefusalEvents refusals) {
        this.prefix = prefix;
        this.refusals = refusals;
    }

    List<ConfigurationLog> logs() {
        return List.of(detectors, monitors, exclusions);
    }

    @Override
    public void changed(ConfigVersion version) {
        if (version.kind() == DocumentKind.EXCLUSION) {
            exclusions.add(new ConfigurationLog.Entry(
                    version.id(),
                    version.offset(),
                    version.timestamp().toEpochMilli(),
                    List.of(),
                    version.isDeletion() ? Optional.empty() : version.as(ExclusionDocument.class)));
            return;
        }
        ConfigurationLog log = version.kind() == DocumentKind.DETECTOR ? detectors : monitors;
        try {
            log.add(new ConfigurationLog.Entry(
                    version.id(), version.offset(), version.timestamp().toEpochMilli(), wanted(version)));
        } catch (IllegalArgumentException e) {
            Fault fault =
                    new Fault(0, 0, "document", "not usable", "what this release has", e.getMessage(), "unusable");
            refused(new ConfigRefusal(
                    version.kind(),
                    version.id(),
                    version.kind().topic().name(prefix),
                    version.partition(),
                    version.offset(),
                    version.timestamp(),
                    List.of(fault)));
        }
    }

    @Override
    public void refused(ConfigRefusal refusal) {
        // Monitors' documents are also read by alerting; the event has the same id, so telling it twice is harmless.
        refusals.tell(refusal);
    }

    private static List<Definition> wanted(ConfigVersion version) {
        if (version.isDeletion()) {
            return List.of();
        }
        return version.kind() == DocumentKind.DETECTOR
                ? version.as(DetectorDocument.class).map(Definitions::of).orElse(List.of())
                : version.as(MonitorDocument.class).map(Definitions::of).orElse(List.of());
    }
}
