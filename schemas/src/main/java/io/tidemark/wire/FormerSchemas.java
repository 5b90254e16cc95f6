package io.tidemark.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Schemas that wrote records once and do not any more. A schema that changes leaves its text of before here, under its name
 * and the release, so that what is on the topics can be read for as long as it is kept there.
 */
final class FormerSchemas {

    private static final List<String> FILES = List.of("Alert-0.1.avsc", "Anomaly-0.1.avsc", "Notification-0.1.avsc");

    private static final List<Schema> ALL =
            FILES.stream().map(FormerSchemas::read).toList();

    private FormerSchemas() {}

    static List<Schema> all() {
        return ALL;
    }

    private static Schema read(String file) {
        try (InputStream in = FormerSchemas.class.getResourceAsStream("former/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the schema former/" + file + " is not on the class path");
            }
            return new Schema.Parser().parse(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
