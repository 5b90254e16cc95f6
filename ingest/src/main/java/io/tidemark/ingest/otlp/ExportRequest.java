package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.Optional;

/**
 * What an exporter sent.
 *
 * @param attributes of the data points as bytes, where it came as protobuf and they can be told apart without a doubt
 */
public record ExportRequest(ExportMetricsServiceRequest message, Optional<AttributeBytes> attributes) {

    static ExportRequest of(ExportMetricsServiceRequest message) {
        return new ExportRequest(message, Optional.empty());
    }
}
