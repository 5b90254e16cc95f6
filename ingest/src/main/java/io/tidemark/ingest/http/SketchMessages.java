package io.tidemark.ingest.http;

import static io.tidemark.ingest.http.Message.BYTES;
import static io.tidemark.ingest.http.Message.FIXED64;
import static io.tidemark.ingest.http.Message.VARINT;
import static io.tidemark.ingest.http.Message.tag;

import io.tidemark.ingest.aggregate.Sketch;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the message {@code SketchPayload}, in which an Agent sends its distributions. The Agent's bins are those of
 * {@link Sketch}, one to one, so nothing is lost on the way. Pure.
 *
 * <pre>
 * SketchPayload  1 sketches*
 * Sketch         1 metric  2 host  4 tags*  7 dogsketches*
 * Dogsketch      1 ts s  2 cnt  3 min  4 max  5 avg  6 sum  7 k* sint32 (bin)  8 n* uint32 (values in the bin)
 * </pre>
 *
 * Source: DataDog/agent-payload, proto/metrics/agent_payload.proto.
 */
final class SketchMessages implements SeriesForm {

    @Override
    public SeriesBatch.Result read(byte[] body, SeriesBatch batch, int pointsMax) {
        Reading reading = new Reading(new Message(body), batch, pointsMax);
        try {
            reading.message.fields(reading::payload);
        } catch (IOException e) {
            return SeriesBatch.Result.of(Message.fault("SketchPayload"));
        }
        return reading.points > pointsMax ? batch.tooManyPoints() : batch.result();
    }

    /** One payload being read. */
    private static final class Reading {

        private final Message message;
        private final SeriesBatch batch;
        private final int pointsMax;
        private final SeriesDraft draft = new SeriesDraft();
        private int index;
        /** Sketches and their bins. */
        private long points;

        private int sketches;
        private long seconds;
        private double sum;
        private int[] keys = new int[64];
        private long[] counts = new long[64];
        private int keyCount;
        private int countCount;

        Reading(Message message, SeriesBatch batch, int pointsMax) {
            this.message = message;
            this.batch = batch;
            this.pointsMax = pointsMax;
        }

        boolean payload(int tag) throws IOException {
            if (tag != tag(1, BYTES) || points > pointsMax) {
                return false;
            }
            draft.begin();
            sketches = 0;
            message.inner(this::series);
            if (points <= pointsMax) {
                batch.add(draft, "sketches[" + index++ + "]", sketches);
            }
            return true;
        }

        private boolean series(int tag) throws IOException {
            if (tag == tag(1, BYTES)) {
                draft.metric = message.text("metric", draft::refuse);
            } else if (tag == tag(2, BYTES)) {
                draft.host = message.text("host", draft::refuse);
            } else if (tag == tag(4, BYTES)) {
                draft.tags.add(message.text("tags[" + draft.tags.size() + "]", draft::refuse));
            } else if (tag == tag(7, BYTES) && points <= pointsMax) {
                sketch();
            } else {
                return false;
            }
            return true;
        }

        private void sketch() throws IOException {
            points++;
            seconds = 0;
            sum = 0;
            keyCount = 0;
            countCount = 0;
            message.inner(this::field);
            String where = "dogsketches[" + sketches++ + "]";
            if (seconds <= 0 || seconds > PointReader.SECONDS_MAX) {
                draft.refuse(new Refusal(
                        Reason.BAD_TIMESTAMP, where + ".ts", Long.toString(seconds), PointReader.hintOfUnit(seconds)));
            } else if (keyCount != countCount || keyCount == 0) {
                draft.refuse(new Refusal(
                        Reason.BAD_SHAPE,
                        where,
                        keyCount + " bins and " + countCount + " counts",
                        "expected as many counts as bins, and at least one"));
            } else if (!Double.isFinite(sum)) {
                draft.refuse(
                        new Refusal(Reason.BAD_VALUE, where + ".sum", Double.toString(sum), "expected a finite sum"));
            } else {
                bins(where);
            }
        }

        private void bins(String where) {
            Sketch sketch = new Sketch();
            for (int i = 0; i < keyCount; i++) {
                if (!sketch.addAgentBin(keys[i], counts[i])) {
                    draft.refuse(new Refusal(
                            Reason.BAD_VALUE,
                            where + ".k[" + i + "]",
                            keys[i] + " with " + counts[i] + " values",
                            "expected a bin from -32766 to 32766 with at least one value"));
                    return;
                }
            }
            sketch.setSum(sum);
            draft.add(seconds * 1_000, sketch);
        }

        private boolean field(int tag) throws IOException {
            if (tag == tag(1, VARINT)) {
                seconds = message.varint();
            } else if (tag == tag(6, FIXED64)) {
                sum = message.fixedDouble();
            } else if (tag == tag(7, BYTES)) {
                message.packed(this::field, tag(7, VARINT));
            } else if (tag == tag(7, VARINT)) {
                key(message.zigzag());
            } else if (tag == tag(8, BYTES)) {
                message.packed(this::field, tag(8, VARINT));
            } else if (tag == tag(8, VARINT)) {
                count(message.varint() & 0xffff_ffffL);
            } else {
                return false;
            }
            return true;
        }

        /** Bins grow with what has been read of the body, never with what it claims. */
        private void key(int key) {
            points++;
            if (keyCount == keys.length) {
                keys = Arrays.copyOf(keys, keyCount * 2);
            }
            keys[keyCount++] = key;
        }

        private void count(long count) {
            if (countCount == counts.length) {
                counts = Arrays.copyOf(counts, countCount * 2);
            }
            counts[countCount++] = count;
        }
    }
}
