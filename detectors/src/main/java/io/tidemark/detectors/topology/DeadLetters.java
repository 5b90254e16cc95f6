package io.tidemark.detectors.topology;

import io.tidemark.avro.DeadLetter;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Records put aside, with the reason and the way back. */
final class DeadLetters {
    private static final int BYTES_MAX = 256 * 1024;

    private final Serializer<DeadLetter> serializer;
    private final Tally tally;

    DeadLetters(Wire wire, Tally tally) {
        this.serializer = wire.serializer(DeadLetter.class);
        this.tally = tally;
    }

    /** @param value the record's bytes, or the part of it that was not taken */
    Record<byte[], Addressed> of(
            String reason, String detail, RecordMetadata from, byte[] key, byte[] value, long nowMillis) {
        tally.one(Tally.Of.DEAD_LETTERS);
        DeadLetter letter = DeadLetter.newBuilder()
                .setReason(reason)
                .setDetail(detail)
                .setAt(Instant.ofEpochMilli(nowMillis))
                .setBy("detectors")
                .setTopic(from.topic())
                .setPartition(from.partition())
                .setOffset(from.offset())
                .setKey(key == null ? null : ByteBuffer.wrap(key))
                .setValue(
                        value == null ? null : ByteBuffer.wrap(Arrays.copyOf(value, Math.min(value.length, BYTES_MAX))))
                .build();
        String origin = from.topic() + "-" + from.partition() + "-" + from.offset();
        return new Record<>(
                Addressed.key(origin), new Addressed(Addressed.BY_KEY, serializer.serialize("", letter)), nowMillis);
    }
}
