package io.tidemark.wire;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Single records out of header and Avro body, resolved to this release's schema. */
final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    private final Wire wire;
    private final Schema readerSchema;

    RecordDeserializer(Wire wire, Class<T> type) {
        this.wire = wire;
        this.readerSchema = SpecificData.get().getSchema(type);
    }

    @Override
    public T deserialize(String topic, byte[] record) {
        if (record == null) {
            return null;
        }
        return Wire.decode(record, wire.writerOf(record, readerSchema), readerSchema);
    }
}
