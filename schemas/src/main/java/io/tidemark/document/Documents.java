package io.tidemark.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.NearestName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads configuration documents: one from a topic or a request, or many from a file. */
public final class Documents {

    /** Longest document, bytes. */
    public static final int DOCUMENT_BYTES_MAX = 64 * 1024;

    /** Longest file of documents, bytes. */
    public static final int FILE_BYTES_MAX = 4 * 1024 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    /** The name of a host or metric is its id, and they are called what they are called. */
    private static final String HOST_PATTERN = "[^\\s\\p{Cntrl}{},]{1,255}";

    private Documents() {}

    /** The published JSON Schema of a kind. */
    public static String schema(DocumentKind kind) {
        return SchemaCheck.schemaText(kind);
    }

    /** Reads one document, which carries its id. */
    public static Parsed parse(DocumentKind kind, byte[] bytes) {
        return parse(kind, Optional.empty(), bytes);
    }

    /** Reads one document of a topic or a route: its key is its id, and an id inside must agree with it. */
    public static Parsed parse(DocumentKind kind, String key, byte[] bytes) {
        return parse(kind, Optional.of(key), bytes);
    }

    private static Parsed parse(DocumentKind kind, Optional<String> key, byte[] bytes) {
        Optional<Fault> size = tooLarge(bytes.length, DOCUMENT_BYTES_MAX, "document");
        if (size.isPresent()) {
            return new Parsed.Refused(Optional.of(kind), key, List.of(size.get()));
        }
        List<Fault> faults = new ArrayList<>();
        Optional<String> text = text(bytes, faults);
        List<Source> sources = text.map(t -> SourceReader.read(t, faults)).orElse(List.of());
        if (faults.isEmpty() && sources.size() != 1) {
            faults.add(
                    whole(sources.isEmpty() ? "empty" : sources.size() + " documents", "one document", "one-document"));
        }
        if (!faults.isEmpty()) {
            Optional<String> id = key.or(() -> sources.isEmpty() ? Optional.empty() : id(sources.get(0)));
            return new Parsed.Refused(
                    Optional.of(kind), id, faults.stream().sorted().toList());
        }
        String json = SourceReader.looksLikeJson(text.get())
                ? text.get().strip()
                : json(sources.get(0).root());
        return read(Optional.of(kind), key, sources.get(0), json);
    }

    /**
     * Reads all documents of a file, of any kinds; each must carry its id, and its kind unless one is given. Two with the
     * same kind and id are refused.
     */
    public static List<Parsed> parseFile(Optional<DocumentKind> kind, byte[] bytes) {
        Optional<Fault> size = tooLarge(bytes.length, FILE_BYTES_MAX, "file");
        if (size.isPresent()) {
            return List.of(new Parsed.Refused(kind, Optional.empty(), List.of(size.get())));
        }
        List<Fault> faults = new ArrayList<>();
        List<Source> sources =
                text(bytes, faults).map(t -> SourceReader.read(t, faults)).orElse(List.of());
        if (faults.isEmpty() && sources.isEmpty()) {
            faults.add(whole("empty", "at least one document", "empty-file"));
        }
        List<Parsed> parsed = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Source source : sources) {
            parsed.add(unlessSeen(read(kind, Optional.empty(), source, json(source.root())), source, lines));
        }
        if (!faults.isEmpty()) {
            // Duplicate fields, or text that ends in the middle: none of the file can be trusted.
            parsed.forEach(p -> p.fold(a -> true, r -> faults.addAll(r.faults())));
            return List.of(new Parsed.Refused(
                    kind, Optional.empty(), faults.stream().sorted().toList()));
        }
        return parsed;
    }

    private static Parsed unlessSeen(Parsed parsed, Source source, Map<String, Integer> lines) {
        return parsed.fold(
                accepted -> {
                    Document document = accepted.document();
                    Source.Place place = source.ofValue("id");
                    Integer before = lines.putIfAbsent(document.kind().text() + " " + document.id(), place.line());
                    if (before == null) {
                        return accepted;
                    }
                    FaultList faults = new FaultList(source);
                    faults.value("id", "each id once in a file; line " + before + " has it too", "", "repeated-id");
                    return new Parsed.Refused(
                            Optional.of(document.kind()), Optional.of(document.id()), faults.faults());
                },
                refused -> refused);
    }

    private static Parsed read(Optional<DocumentKind> given, Optional<String> key, Source source, String json) {
        FaultList faults = new FaultList(source);
        Fields in = new Fields(source.root(), "", faults);
        if (!source.root().isObject()) {
            faults.value("", "an object with fields", "", "not-an-object");
            return new Parsed.Refused(given, key, faults.faults());
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        tooLarge(bytes, DOCUMENT_BYTES_MAX, "document")
                .ifPresent(f -> faults.said("", f.value(), f.expected(), f.hint(), f.reason()));
        Optional<DocumentKind> kind = kind(given, in);
        Optional<String> id = id(kind, key, in);
        if (kind.isEmpty()) {
            return new Parsed.Refused(kind, id, faults.faults());
        }
        Document document = checked(kind.get(), in, id.orElse(""));
        if (!faults.faults().isEmpty()) {
            return new Parsed.Refused(kind, id, faults.faults());
        }
        if (document == null) {
            throw new IllegalStateException("A " + kind.get().text() + " was not read, and no fault says why");
        }
        JsonNode version = in.node("version");
        return new Parsed.Accepted(
                document,
                json,
                version.isIntegralNumber() ? OptionalLong.of(version.asLong()) : OptionalLong.empty(),
                faults.warnings());
    }

    private static Document checked(DocumentKind kind, Fields in, String id) {
        if (kind == DocumentKind.DOWNTIME && DowntimeV1Reader.isV1(in)) {
            SchemaCheck.checkDowntimeV1(in.faults());
            return DowntimeV1Reader.read(in, id);
        }
        SchemaCheck.check(kind, in.faults());
        return document(kind, in, id);
    }

    private static Document document(DocumentKind kind, Fields in, String id) {
        return switch (kind) {
            case DETECTOR -> DetectorReader.read(in, id);
            case MONITOR -> MonitorReader.read(in, id);
            case DOWNTIME -> DowntimeReader.read(in, id);
            case EXCLUSION -> SpanReader.exclusion(in, id);
            case ANNOTATION -> SpanReader.annotation(in, id);
            case DASHBOARD ->
                new DashboardDocument(
                        id,
                        in.text("title", id),
                        in.text("description", ""),
                        in.node("widgets").size());
            case HOST_TAGS ->
                new HostTagsDocument(
                        id, in.text("host", ""), in.text("container", ""), in.tags("tags"), in.text("source", ""));
            case ACKNOWLEDGEMENT ->
                new AcknowledgementDocument(
                        id,
                        in.textOrNumber("monitor_id").orElse(""),
                        in.text("group", "*"),
                        in.text("by", ""),
                        in.text("note", ""));
            case METRIC -> new MetricDocument(id, in.text("type"), in.text("unit"), in.text("per_unit"));
        };
    }

    private static Optional<DocumentKind> kind(Optional<DocumentKind> given, Fields in) {
        Optional<DocumentKind> stated = in.text("kind").flatMap(DocumentKind::named);
        if (in.node("kind").isMissingNode()) {
            if (given.isEmpty()) {
                in.faults().missing("kind", "one of " + String.join(", ", DocumentKind.names()));
            }
            return given;
        }
        if (stated.isEmpty()) {
            in.faults()
                    .value(
                            "kind",
                            "one of " + String.join(", ", DocumentKind.names()),
                            NearestName.hint(in.text("kind", ""), DocumentKind.names()),
                            "unknown-kind");
            return Optional.empty();
        }
        if (given.isPresent() && !given.equals(stated)) {
            in.faults().value("kind", given.get().text() + ", as all documents here", "", "wrong-kind");
        }
        return given.or(() -> stated);
    }

    private static Optional<String> id(Optional<DocumentKind> kind, Optional<String> key, Fields in) {
        Optional<String> inside = in.textOrNumber("id");
        boolean host =
                kind.equals(Optional.of(DocumentKind.HOST_TAGS)) || kind.equals(Optional.of(DocumentKind.METRIC));
        Optional<String> id = inside.or(() -> key);
        if (id.isEmpty()) {
            if (in.node("id").isMissingNode()) {
                in.faults().missing("id", host ? "the name of the host or metric" : "an id");
            }
            return id;
        }
        if (!id.get().matches(host ? HOST_PATTERN : ID_PATTERN)) {
            in.faults()
                    .said(
                            "id",
                            "\"" + Fault.cut(id.get()) + "\"",
                            host
                                    ? "the name of a host or metric, without spaces, braces and commas"
                                    : "1 to 100 letters, digits, and . _ - that begin with a letter or digit",
                            "",
                            "bad-id");
        } else if (inside.isPresent() && key.isPresent() && !inside.equals(key)) {
            in.faults()
                    .said(
                            "id",
                            "\"" + Fault.cut(inside.get()) + "\", and the key is \"" + Fault.cut(key.get()) + "\"",
                            "the same id as the key",
                            "Publish it under the key " + Fault.cut(inside.get()) + ", or change the id.",
                            "key_mismatch");
        }
        return id;
    }

    private static Optional<String> id(Source source) {
        JsonNode id = source.root().path("id");
        return id.isTextual() || id.isIntegralNumber() ? Optional.of(Fault.cut(id.asText())) : Optional.empty();
    }

    private static Optional<String> text(byte[] bytes, List<Fault> faults) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException notText) {
            faults.add(whole("not UTF-8 text", "JSON or YAML in UTF-8", "not-text"));
            return Optional.empty();
        }
    }

    private static Optional<Fault> tooLarge(int bytes, int bytesMax, String what) {
        return bytes <= bytesMax
                ? Optional.empty()
                : Optional.of(new Fault(
                        1, 1, what, bytes + " bytes long", "at most " + bytesMax + " bytes", "", "too_large"));
    }

    private static Fault whole(String value, String expected, String reason) {
        return new Fault(1, 1, "document", value, expected, "", reason);
    }

    private static String json(JsonNode root) {
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree that was read cannot be written", impossible);
        }
    }
}
