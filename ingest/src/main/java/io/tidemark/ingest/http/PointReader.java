package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.ingest.aggregate.Sketch;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;

/**
 * Reads {@code points} of one series: {@code [[seconds, value], …]} or {@code [{"timestamp":seconds,"value":value}, …]}, and for
 * distributions {@code [[seconds, [value, …]], …]}. A fault is noted in the draft with its path; reading goes on behind it.
 */
final class PointReader {

    /** 2100-01-01: anything later is not seconds. */
    static final double SECONDS_MAX = 4_102_444_800.0;

    private final boolean distributions;
    private long read;
    private double seconds;
    private double value;
    private boolean hasSeconds;
    private boolean hasValue;
    private Sketch sketch;

    PointReader(boolean distributions) {
        this.distributions = distributions;
    }

    /** Points and values read so far, good or bad. */
    long read() {
        return read;
    }

    /** @param limit stop when {@link #read()} is over it */
    void points(JsonParser json, SeriesDraft draft, long limit) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            draft.refuse(new Refusal(Reason.BAD_SHAPE, "points", text(json), "expected an array of points"));
            json.skipChildren();
            return;
        }
        for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            read++;
            if (read > limit) {
                return;
            }
            hasSeconds = false;
            hasValue = false;
            sketch = null;
            if (json.currentToken() == JsonToken.START_ARRAY) {
                pair(json, draft, i);
            } else if (json.currentToken() == JsonToken.START_OBJECT) {
                object(json, draft, i);
            } else {
                draft.refuse(
                        new Refusal(Reason.BAD_SHAPE, "points[" + i + "]", text(json), "expected [seconds, value]"));
            }
            finish(draft, i);
        }
    }

    private void pair(JsonParser json, SeriesDraft draft, int i) throws IOException {
        for (int k = 0; json.nextToken() != JsonToken.END_ARRAY; k++) {
            if (k == 0) {
                seconds(json, draft, i);
            } else if (k == 1) {
                value(json, draft, i);
            } else {
                draft.refuse(new Refusal(
                        Reason.BAD_SHAPE, "points[" + i + "]", text(json), "expected two members, found more"));
                json.skipChildren();
            }
        }
    }

    private void object(JsonParser json, SeriesDraft draft, int i) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("timestamp")) {
                seconds(json, draft, i);
            } else if (field.equals("value")) {
                value(json, draft, i);
            } else {
                json.skipChildren();
            }
        }
    }

    private void finish(SeriesDraft draft, int i) {
        if (draft.refusal().isPresent()) {
            return;
        }
        if (!hasSeconds || !hasValue) {
            draft.refuse(new Refusal(
                    hasSeconds ? Reason.MISSING_VALUE : Reason.BAD_TIMESTAMP,
                    "points[" + i + "]",
                    "",
                    "expected a timestamp and a value"));
            return;
        }
        if (distributions) {
            draft.add(Math.round(seconds * 1_000), sketch);
        } else {
            draft.add(Math.round(seconds * 1_000), value);
        }
    }

    private void seconds(JsonParser json, SeriesDraft draft, int i) throws IOException {
        String where = "points[" + i + "].timestamp";
        if (!json.currentToken().isNumeric()) {
            draft.refuse(
                    new Refusal(Reason.BAD_TIMESTAMP, where, text(json), "expected a number of seconds since 1970"));
            json.skipChildren();
            return;
        }
        double number = json.getDoubleValue();
        if (!(number > 0 && number <= SECONDS_MAX)) {
            draft.refuse(new Refusal(Reason.BAD_TIMESTAMP, where, text(json), hintOfUnit(number)));
            return;
        }
        seconds = number;
        hasSeconds = true;
    }

    static String hintOfUnit(double number) {
        if (!(number > SECONDS_MAX)) {
            return "expected a number of seconds since 1970";
        }
        String unit = number > SECONDS_MAX * 1e6
                ? "nanoseconds"
                : number > SECONDS_MAX * 1e3 ? "microseconds" : "milliseconds";
        return "looks like " + unit + "; send seconds";
    }

    private void value(JsonParser json, SeriesDraft draft, int i) throws IOException {
        String where = "points[" + i + "].value";
        if (distributions && json.currentToken() == JsonToken.START_ARRAY) {
            values(json, draft, where);
        } else if (distributions) {
            draft.refuse(new Refusal(Reason.BAD_SHAPE, where, text(json), "expected an array of numbers"));
            json.skipChildren();
        } else if (isFinite(json)) {
            value = json.getDoubleValue();
            hasValue = true;
        } else {
            draft.refuse(new Refusal(Reason.BAD_VALUE, where, text(json), "expected a finite number"));
            json.skipChildren();
        }
    }

    private void values(JsonParser json, SeriesDraft draft, String where) throws IOException {
        sketch = new Sketch();
        for (int k = 0; json.nextToken() != JsonToken.END_ARRAY; k++) {
            read++;
            if (!isFinite(json) || !sketch.add(json.getDoubleValue(), 1)) {
                draft.refuse(
                        new Refusal(Reason.BAD_VALUE, where + "[" + k + "]", text(json), "expected a finite number"));
                json.skipChildren();
            } else {
                hasValue = true;
            }
        }
    }

    private static boolean isFinite(JsonParser json) throws IOException {
        return json.currentToken().isNumeric() && Double.isFinite(json.getDoubleValue());
    }

    private static String text(JsonParser json) throws IOException {
        return json.currentToken().isScalarValue()
                ? json.getText()
                : json.currentToken().asString();
    }
}
