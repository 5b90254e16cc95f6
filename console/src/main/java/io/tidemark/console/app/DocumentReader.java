package io.tidemark.console.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.config.ConfigFollower;
import io.tidemark.config.ConfigHistory;
import io.tidemark.config.ConfigListener;
import io.tidemark.config.ConfigVersion;
import io.tidemark.console.api.Live;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link Documents} as the configuration topics say. A record that is refused changes nothing here: the last good version
 * stays, and whoever acts on the topic tells why in an event.
 */
final class DocumentReader implements ConfigListener {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentReader.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Documents documents;
    private final Live live;

    private DocumentReader(Documents documents, Live live) {
        this.documents = documents;
        this.live = live;
    }

    /**
     * Follows all kinds. What decides is followed apart from what pages show, and what came to the registry of topics last apart
     * from both: a topic that an older installation does not have yet holds up nothing else.
     */
    static List<ConfigFollower> start(ConsoleSettings settings, Documents documents, Live live) {
        DocumentReader reader = new DocumentReader(documents, live);
        return List.of(
                reader.follow(settings, Kind.DETECTORS, Kind.MONITORS, Kind.DOWNTIMES),
                reader.follow(settings, Kind.DASHBOARDS, Kind.HOST_TAGS, Kind.ANNOTATIONS, Kind.EXCLUSIONS),
                reader.follow(settings, Kind.METRICS, Kind.ACKNOWLEDGEMENTS));
    }

    private ConfigFollower follow(ConsoleSettings settings, Kind... kinds) {
        Properties connection = new Properties();
        connection.putAll(settings.kafka());
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        connection.put(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "tidemark-console-" + kinds[0].name().toLowerCase(Locale.ROOT));
        return ConfigFollower.start(
                connection,
                settings.prefix(),
                Arrays.stream(kinds).map(Kind::kind).toList(),
                ConfigHistory.MARGIN_DEFAULT,
                List.of(this));
    }

    @Override
    public void changed(ConfigVersion version) {
        Kind kind = Kind.of(version.kind());
        if (version.isDeletion()) {
            documents.remove(kind, version.id());
        } else {
            documents.put(
                    kind,
                    new Document(version.id(), body(version), version.offset(), version.timestamp(), bands(version)));
        }
        documents.reached(kind, version.offset());
        live.documentChanged(kind.name().toLowerCase(Locale.ROOT));
    }

    private static Optional<String> bands(ConfigVersion version) {
        return version.as(MonitorDocument.class)
                .flatMap(monitor -> MonitorQueries.of(monitor).stream().findFirst())
                .map(MonitorQueries.Derived::id);
    }

    private static JsonNode body(ConfigVersion version) {
        try {
            return JSON.readTree(version.json());
        } catch (JsonProcessingException e) {
            LOG.warn("A document that was accepted cannot be shown kind={} id={}", version.kind(), version.id(), e);
            return JSON.createObjectNode();
        }
    }
}
