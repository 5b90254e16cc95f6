package io.tidemark.wire;

import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.BandBatch;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.PointBatch;
import io.tidemark.avro.RollupBatch;
import io.tidemark.avro.ServiceCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * How Avro records are framed on topics, for writing and for reading. Thread-safe; one for each service.
 *
 * <p>Example, a tick in single-object encoding: {@code C3 01}, eight bytes of fingerprint, then the body.
 */
public final class Wire {

    static {
        // Avro creates enum defaults by reflection, and only in packages that it was told to trust.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(PointBatch.class.getPackageName())));
    }

    private static final byte[] SINGLE_OBJECT_MARK = {(byte) 0xc3, 0x01};
    private static final int SINGLE_OBJECT_HEADER_BYTES = 10;
    private static final int REGISTRY_HEADER_BYTES = 5;

    private final Optional<SchemaRegistry> registry;
    private final Map<Schema, byte[]> headers = new ConcurrentHashMap<>();
    private final Map<Long, Schema> byFingerprint = new ConcurrentHashMap<>();

    private Wire(Optional<SchemaRegistry> registry) {
        this.registry = registry;
        FormerSchemas.all().forEach(this::know);
        schemas().forEach(this::know);
    }

    /** Lets Avro make records of ours where no {@code Wire} is needed: loading this class does it. */
    public static void trustOurRecords() {}

    private void know(Schema schema) {
        byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
    }

    /** Avro's single-object encoding: needs nothing beside the schemas that ship with each release. */
    public static Wire singleObject() {
        return new Wire(Optional.empty());
    }

    /** The wire format of a schema registry with the usual REST interface. @param url its base address */
    public static Wire registry(URI url) {
        return new Wire(Optional.of(new SchemaRegistry(url)));
    }

    /** Single-object encoding, or a registry's format where an address is given. */
    public static Wire of(Optional<URI> registryUrl) {
        return registryUrl.map(Wire::registry).orElseGet(Wire::singleObject);
    }

    /** Schemas of all topic values, in the order of the data. */
    public static List<Schema> schemas() {
        return List.of(
                PointBatch.getClassSchema(),
                RollupBatch.getClassSchema(),
                BandBatch.getClassSchema(),
                Anomaly.getClassSchema(),
                Alert.getClassSchema(),
                Notification.getClassSchema(),
                Event.getClassSchema(),
                ServiceCheck.getClassSchema(),
                DeadLetter.getClassSchema());
    }

    /**
     * Schemas by fingerprint (16 hexadecimal digits), as published on the topic {@code schemas}; those of earlier releases
     * too, because their records are on the topics still.
     */
    public static Map<String, Schema> schemasByFingerprint() {
        Map<String, Schema> all = new LinkedHashMap<>();
        Stream.concat(FormerSchemas.all().stream(), schemas().stream())
                .forEach(schema ->
                        all.put(String.format("%016x", SchemaNormalization.parsingFingerprint64(schema)), schema));
        return all;
    }

    /** Writes records of one class. A null record is a tombstone. */
    public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
        return new RecordSerializer<>(this, type);
    }

    /** Reads records of one class. Bytes that are none end in {@link MalformedRecordException}. */
    public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        return new RecordDeserializer<>(this, type);
    }

    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(serializer(type), deserializer(type));
    }

    /** What stands before the body of a record with this schema. */
    byte[] header(Schema schema) {
        return headers.computeIfAbsent(schema, this::newHeader);
    }

    /**
     * Sets a reader to the body of a record, as if the reader's schema had written it: where another version of the
     * schema did, the record is resolved by Avro's rules and written anew.
     */
    void open(byte[] record, Schema readerSchema, AvroInput in) {
        if (record == null) {
            throw MalformedRecordException.malformed("the value is null (expected a " + readerSchema.getName() + ")");
        }
        byte[] expected = header(readerSchema);
        if (startsWith(record, expected)) {
            in.reset(record, expected.length);
            return;
        }
        Writer writer = writerOf(record, readerSchema);
        if (writer.schema().equals(readerSchema)) {
            in.reset(record, writer.bodyFrom());
        } else {
            in.reset(rewrite(record, writer, readerSchema), 0);
        }
    }

    /** The schema that wrote a record, and where its body begins. */
    record Writer(Schema schema, int bodyFrom) {}

    Writer writerOf(byte[] record, Schema readerSchema) {
        if (record.length >= SINGLE_OBJECT_HEADER_BYTES && startsWith(record, SINGLE_OBJECT_MARK)) {
            long fingerprint =
                    ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getLong(SINGLE_OBJECT_MARK.length);
            Schema schema = byFingerprint.get(fingerprint);
            if (schema == null) {
                throw new MalformedRecordException(
                        "unknown_schema",
                        String.format(
                                "schema fingerprint %016x is not known (expected %s of this or an earlier release); "
                                        + "upgrade this service, then replay the dead letter",
                                fingerprint, readerSchema.getName()));
            }
            return requireName(schema, readerSchema, SINGLE_OBJECT_HEADER_BYTES);
        }
        if (record.length >= REGISTRY_HEADER_BYTES && record[0] == 0 && registry.isPresent()) {
            int id = ByteBuffer.wrap(record).getInt(1);
            return requireName(registry.get().schema(id), readerSchema, REGISTRY_HEADER_BYTES);
        }
        throw MalformedRecordException.malformed("the value of " + record.length + " bytes starts with "
                + head(record) + " (expected " + readerSchema.getName()
                + " in Avro single-object encoding, c3 01 and the schema's fingerprint"
                + (registry.isPresent() ? ", or in the registry's format, 00 and the schema's id)" : ")"));
    }

    static void requireEnd(AvroInput in) {
        if (in.left() > 0) {
            throw MalformedRecordException.malformed(in.left() + " bytes are left over after the record");
        }
    }

    private static Writer requireName(Schema schema, Schema readerSchema, int bodyFrom) {
        if (!schema.getFullName().equals(readerSchema.getFullName())) {
            throw MalformedRecordException.malformed(
                    "the value is a " + schema.getFullName() + " (expected " + readerSchema.getFullName() + ")");
        }
        return new Writer(schema, bodyFrom);
    }

    private static byte[] rewrite(byte[] record, Writer writer, Schema readerSchema) {
        SpecificRecord resolved = decode(record, writer, readerSchema);
        AvroOutput body = new AvroOutput();
        body.reset(new byte[0]);
        byte[] bytes = RecordSerializer.body(resolved);
        body.raw(bytes, 0, bytes.length);
        return body.toBytes();
    }

    static <T extends SpecificRecord> T decode(byte[] record, Writer writer, Schema readerSchema) {
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(record, writer.bodyFrom(), record.length - writer.bodyFrom(), null);
        try {
            T value = new SpecificDatumReader<T>(writer.schema(), readerSchema).read(null, decoder);
            if (!decoder.isEnd()) {
                throw MalformedRecordException.malformed("bytes are left over after the record");
            }
            return value;
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Avro reports cut or nonsensical bytes by half a dozen exceptions; to a caller they mean one thing.
            throw new MalformedRecordException(
                    "malformed", "the value is no " + readerSchema.getName() + ": " + e.getMessage(), e);
        }
    }

    private byte[] newHeader(Schema schema) {
        if (registry.isPresent()) {
            return ByteBuffer.allocate(REGISTRY_HEADER_BYTES)
                    .put((byte) 0)
                    .putInt(registry.get().register(schema))
                    .array();
        }
        return ByteBuffer.allocate(SINGLE_OBJECT_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(SINGLE_OBJECT_MARK)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    private static boolean startsWith(byte[] record, byte[] prefix) {
        return record.length >= prefix.length && Arrays.equals(record, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static String head(byte[] record) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(record.length, 4); i++) {
            shown.append(String.format("%02x ", record[i]));
        }
        return shown.toString().trim();
    }
}
