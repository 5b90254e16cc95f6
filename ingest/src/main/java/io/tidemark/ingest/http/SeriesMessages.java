package io.tidemark.ingest.http;

import static io.tidemark.ingest.http.Message.BYTES;
import static io.tidemark.ingest.http.Message.FIXED64;
import static io.tidemark.ingest.http.Message.VARINT;
import static io.tidemark.ingest.http.Message.tag;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;

/**
 * Reads the message {@code MetricPayload}, in which an Agent sends v2 series. Pure.
 *
 * <pre>
 * MetricPayload  1 series*
 * MetricSeries   1 resources*{1 type, 2 name}  2 metric  3 tags*  4 points*{1 value double, 2 timestamp s}
 *                5 type (0 none, 1 count, 2 rate, 3 gauge)  6 unit  7 source type  8 interval s
 * </pre>
 *
 * Source: DataDog/agent-payload, proto/metrics/agent_payload.proto.
 */
final class SeriesMessages implements SeriesForm {

    private static final int INTERVAL_MAX = 86_400;

    @Override
    public SeriesBatch.Result read(byte[] body, SeriesBatch batch, int pointsMax) {
        Reading reading = new Reading(new Message(body), batch, pointsMax);
        try {
            reading.message.fields(reading::payload);
        } catch (IOException e) {
            return SeriesBatch.Result.of(Message.fault("MetricPayload"));
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
        private long points;
        private int pointsOfSeries;
        private String resourceType;
        private String resourceName;
        private double value;
        private long seconds;

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
            pointsOfSeries = 0;
            message.inner(this::series);
            if (points <= pointsMax) {
                batch.add(draft, "series[" + index++ + "]", pointsOfSeries);
            }
            return true;
        }

        private boolean series(int tag) throws IOException {
            if (tag == tag(1, BYTES)) {
                resource();
            } else if (tag == tag(2, BYTES)) {
                draft.metric = message.text("metric", draft::refuse);
            } else if (tag == tag(3, BYTES)) {
                draft.tags.add(message.text("tags[" + draft.tags.size() + "]", draft::refuse));
            } else if (tag == tag(4, BYTES)) {
                return point();
            } else if (tag == tag(5, VARINT)) {
                type(message.varint());
            } else if (tag == tag(8, VARINT)) {
                interval(message.varint());
            } else {
                return false;
            }
            return true;
        }

        private void resource() throws IOException {
            resourceType = "";
            resourceName = "";
            message.inner(tag -> {
                if (tag == tag(1, BYTES)) {
                    resourceType = message.text("resources.type", draft::refuse);
                } else if (tag == tag(2, BYTES)) {
                    resourceName = message.text("resources.name", draft::refuse);
                } else {
                    return false;
                }
                return true;
            });
            if (resourceType.equals("host")) {
                draft.host = resourceName;
            } else if (resourceType.equals("device")) {
                draft.device = resourceName;
            }
        }

        /** @return false where there are too many points: this one is then only skipped */
        private boolean point() throws IOException {
            if (points++ >= pointsMax) {
                return false;
            }
            // A field at its default, 0, is not on the wire.
            value = 0;
            seconds = 0;
            message.inner(tag -> {
                if (tag == tag(1, FIXED64)) {
                    value = message.fixedDouble();
                } else if (tag == tag(2, VARINT)) {
                    seconds = message.varint();
                } else {
                    return false;
                }
                return true;
            });
            String where = "points[" + pointsOfSeries++ + "]";
            if (seconds <= 0 || seconds > PointReader.SECONDS_MAX) {
                draft.refuse(new Refusal(
                        Reason.BAD_TIMESTAMP,
                        where + ".timestamp",
                        Long.toString(seconds),
                        PointReader.hintOfUnit(seconds)));
            } else if (!Double.isFinite(value)) {
                draft.refuse(new Refusal(
                        Reason.BAD_VALUE, where + ".value", Double.toString(value), "expected a finite number"));
            } else {
                draft.add(seconds * 1_000, value);
            }
            return true;
        }

        private void type(long number) {
            if (number == 1) {
                draft.kind = PointKind.COUNT;
            } else if (number == 2) {
                draft.kind = PointKind.RATE;
            } else if (number != 0 && number != 3) {
                draft.refuse(new Refusal(Reason.UNSUPPORTED_TYPE, "type", Long.toString(number), "expected 0 to 3"));
            }
        }

        private void interval(long seconds) {
            if (seconds < 0 || seconds > INTERVAL_MAX) {
                draft.refuse(new Refusal(
                        Reason.BAD_INTERVAL,
                        "interval",
                        Long.toString(seconds),
                        "expected seconds from 0 to " + INTERVAL_MAX));
            } else {
                draft.intervalSeconds = (int) seconds;
            }
        }
    }
}
