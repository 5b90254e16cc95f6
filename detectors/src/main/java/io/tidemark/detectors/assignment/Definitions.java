package io.tidemark.detectors.assignment;

import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Sensitivity;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What documents ask to be evaluated. */
public final class Definitions {

    private Definitions() {}

    /**
     * What a detector's document asks for; paused where it is switched off, so that what was learnt is kept.
     *
     * @throws IllegalArgumentException where it asks for what this release does not have
     */
    public static List<Definition> of(DetectorDocument document) {
        return List.of(checked(definition(document)));
    }

    /** What a monitor reads, besides detectors that are documents of their own. */
    public static List<Definition> of(MonitorDocument document) {
        List<Definition> wanted = new ArrayList<>();
        for (MonitorQueries.Derived derived : MonitorQueries.of(document)) {
            if (derived.detector().isPresent()) {
                wanted.add(checked(definition(derived.detector().get())));
            } else if (derived.query().isPresent()) {
                wanted.add(checked(new Definition(
                        derived.id(),
                        derived.query().get(),
                        derived.intervalSeconds(),
                        Optional.empty(),
                        true,
                        false,
                        OptionalLong.empty())));
            }
        }
        return wanted;
    }

    private static Definition definition(DetectorDocument document) {
        return new Definition(
                document.id(),
                document.query(),
                document.intervalSeconds(),
                Optional.of(model(document)),
                document.countDefaultZero(),
                !document.enabled(),
                document.effectiveFrom()
                        .map(Instant::getEpochSecond)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    /** What a detector's document says to its model. */
    public static ModelSettings model(DetectorDocument document) {
        return new ModelSettings(
                document.model(),
                sensitivity(document.sensitivity()),
                ModelSettings.Direction.valueOf(document.direction().name()),
                document.intervalSeconds(),
                document.zone(),
                document.seasonality()
                        .map(s -> ModelSettings.Seasonality.valueOf(s.name()))
                        .orElse(ModelSettings.Seasonality.AUTO),
                document.minDeviation(),
                document.minRelativeDeviation(),
                document.lowest(),
                document.highest(),
                kind(document.query()));
    }

    private static Sensitivity sensitivity(DetectorDocument.Sensitivity stated) {
        if (stated instanceof DetectorDocument.Bounds bounds) {
            return new Sensitivity.Bounds(bounds.deviations());
        }
        DetectorDocument.FalseAlarms budget = (DetectorDocument.FalseAlarms) stated;
        return new Sensitivity.Budget(budget.count(), budget.per());
    }

    private static ModelSettings.Kind kind(Query query) {
        if (query instanceof MetricQuery metric) {
            return switch (metric.reading()) {
                case AS_COUNT -> ModelSettings.Kind.COUNT;
                case AS_RATE -> ModelSettings.Kind.RATE;
                case AS_SENT -> ModelSettings.Kind.GAUGE;
            };
        }
        return ModelSettings.Kind.GAUGE;
    }

    /** Whatever a task would stumble over is found here, while the document can still be refused. */
    private static Definition checked(Definition definition) {
        return new Unit(definition, 0, 0).definition();
    }
}
