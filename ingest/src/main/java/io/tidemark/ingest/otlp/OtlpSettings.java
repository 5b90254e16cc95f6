package io.tidemark.ingest.otlp;

/**
 * OTLP's own ports; each speaks both transports. The intake's HTTP port takes OTLP as well.
 *
 * @param grpcPort 4317 by custom; 0 lets the system choose
 * @param httpPort 4318 by custom; 0 lets the system choose
 * @param required whether the intake does not start where a port is taken; otherwise it says so and goes on without
 */
public record OtlpSettings(int grpcPort, int httpPort, boolean required) {

    /** Where OpenTelemetry's exporters send unless told otherwise; another collector may well be there already. */
    public static final OtlpSettings DEFAULTS = new OtlpSettings(4317, 4318, false);

    public OtlpSettings {
        for (int port : new int[] {grpcPort, httpPort}) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("OTLP port is " + port + " (expected 0 to 65535)");
            }
        }
    }

    /** Ports that must be free. */
    public static OtlpSettings on(int grpcPort, int httpPort) {
        return new OtlpSettings(grpcPort, httpPort, true);
    }
}
