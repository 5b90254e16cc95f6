package io.tidemark.standalone.cli;

import io.tidemark.ingest.otlp.OtlpSettings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** OTLP's own ports. Left alone, those by custom are used where they are free; named, they must be. */
final class OtlpOptions {

    @Option(
            names = "--otlp-grpc-port",
            paramLabel = "N",
            description = "Port of OTLP over gRPC; 0 for any. Default: 4317, unless another process has it")
    private Integer grpcPort;

    @Option(
            names = "--otlp-http-port",
            paramLabel = "N",
            description = "Port of OTLP over HTTP; 0 for any. Default: 4318, unless another process has it")
    private Integer httpPort;

    @Option(names = "--no-otlp", description = "No ports of OTLP's own; the HTTP port takes /v1/metrics all the same.")
    private boolean none;

    Optional<OtlpSettings> settings() {
        if (none) {
            return Optional.empty();
        }
        if (grpcPort == null && httpPort == null) {
            return Optional.of(OtlpSettings.DEFAULTS);
        }
        return Optional.of(OtlpSettings.on(
                grpcPort == null ? OtlpSettings.DEFAULTS.grpcPort() : grpcPort,
                httpPort == null ? OtlpSettings.DEFAULTS.httpPort() : httpPort));
    }

    /** For the line that says what is up; empty where nothing listens. */
    static String shown(String host, int grpcPort, int httpPort) {
        return (grpcPort < 0 ? "" : ", OTLP gRPC on " + host + ":" + grpcPort)
                + (httpPort < 0 ? "" : ", OTLP HTTP on " + host + ":" + httpPort);
    }
}
