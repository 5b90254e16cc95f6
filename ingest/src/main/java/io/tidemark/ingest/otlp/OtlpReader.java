package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.ingest.track.Flight;
import io.tidemark.ingest.track.Tracks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an export request point by point. A point with a fault is left out with its path
 * ({@code resourceMetrics[0].scopeMetrics[0].metrics[3].sum.dataPoints[0].timeUnixNano}); one without a name takes
 * all points of
 * its metric with it. Thread-safe; remembers resources and {@linkplain Tracks tracks}.
 */
final class OtlpReader {

    private static final int RESOURCES_MAX = 4_096;

    /**
     * What was read.
     *
     * @param received data points in the request
     * @param absorbed those that give no point and are no fault: a baseline, the end of a series, an empty histogram
     * @param refused one for each data point left out
     * @param flight what was advanced
     * @param awaited earlier flights that carry points which were sent again here
     */
    record Result(
            Points points, long received, long absorbed, List<Refusal> refused, Flight flight, Set<Flight> awaited) {}

    private final Admission admission;
    private final TimeRule times;
    private final Tally tally;
    private final Tracks<StreamName> tracks;
    private final KnownPoints known = new KnownPoints();
    private final Map<Resource, KnownResource> resources = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Resource, KnownResource> eldest) {
            return size() > RESOURCES_MAX;
        }
    };

    OtlpReader(Admission admission, TimeRule times, Tally tally, Tracks<StreamName> tracks) {
        this.admission = admission;
        this.times = times;
        this.tally = tally;
        this.tracks = tracks;
    }

    /** @param client whose share of the series limit it uses */
    Result read(ExportRequest sent, String client, long nowMillis) {
        ExportMetricsServiceRequest request = sent.message();
        PointReader reader = new PointReader(
                new SeriesFinder(admission, tally, tracks, client, nowMillis),
                new Instants(times, nowMillis),
                sent.attributes(),
                known);
        List<Refusal> refused = new ArrayList<>();
        long received = 0;
        for (int r = 0; r < request.getResourceMetricsCount(); r++) {
            ResourceMetrics ofResource = request.getResourceMetrics(r);
            KnownResource resource = known(ofResource.getResource());
            for (int s = 0; s < ofResource.getScopeMetricsCount(); s++) {
                ScopeMetrics ofScope = ofResource.getScopeMetrics(s);
                String scope = ofScope.getScope().getName();
                for (int m = 0; m < ofScope.getMetricsCount(); m++) {
                    Metric metric = ofScope.getMetrics(m);
                    MetricPoints points = MetricPoints.of(metric);
                    received += points.size();
                    int before = refused.size();
                    read(reader, new StreamName(resource, scope, metric.getName(), List.of(), ""), points, refused);
                    place(refused, before, "resourceMetrics[" + r + "].scopeMetrics[", s, m);
                }
            }
        }
        return new Result(reader.points(), received, reader.absorbed(), refused, reader.flight(), reader.awaited());
    }

    private void read(PointReader reader, StreamName metric, MetricPoints points, List<Refusal> refused) {
        Optional<Refusal> fault = metric.metric().isBlank()
                ? Optional.of(new Refusal(Reason.MISSING_NAME, "name", metric.metric(), "expected a name")
                        .withFix("give the instrument a name"))
                : points.refusal();
        reader.beginMetric(metric);
        for (int i = 0; i < points.size(); i++) {
            reader.beginPoint();
            Optional<Refusal> refusal = fault.isPresent() ? fault : points.read(i, metric, reader);
            if (refusal.isPresent()) {
                refused.add(refusal.get().inside(points.field() + ".dataPoints[" + i + "]"));
            }
        }
    }

    /** Paths are made only where something was refused. */
    private static void place(List<Refusal> refused, int from, String resource, int scope, int metric) {
        for (int i = from; i < refused.size(); i++) {
            refused.set(i, refused.get(i).inside(resource + scope + "].metrics[" + metric + "]"));
        }
    }

    private KnownResource known(Resource resource) {
        synchronized (resources) {
            KnownResource known = resources.get(resource);
            if (known == null) {
                known = new KnownResource(Attributes.ofResource(resource.getAttributesList(), tally));
                resources.put(resource, known);
            }
            return known;
        }
    }
}
