package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads {@code {"series":[…]}} of Datadog's v1 and v2 series and distribution points, as a stream. A series with a fault is left
 * out whole, with the path of its first fault ({@code series[3].points[0].value}); a fault of the document refuses it all. Pure.
 */
final class SeriesReader implements SeriesForm {

    private static final int TEXT_MAX = 4_096;
    private static final int INTERVAL_MAX = 86_400;

    private final JsonFactory factory = Json.factory(TEXT_MAX);
    private final boolean distributions;

    SeriesReader(boolean distributions) {
        this.distributions = distributions;
    }

    @Override
    public SeriesBatch.Result read(byte[] body, SeriesBatch batch, int pointsMax) {
        if (Json.startsWithByteOrderMark(body)) {
            return SeriesBatch.Result.of(Json.byteOrderMark());
        }
        try (JsonParser json = factory.createParser(body)) {
            return new Reading(json, batch, pointsMax).document();
        } catch (IOException e) {
            return SeriesBatch.Result.of(Json.fault(e, body));
        }
    }

    /** One document being read. */
    private final class Reading {

        private final JsonParser json;
        private final SeriesBatch batch;
        private final int pointsMax;
        private final PointReader pointReader = new PointReader(distributions);
        private final SeriesDraft draft = new SeriesDraft();

        Reading(JsonParser json, SeriesBatch batch, int pointsMax) {
            this.json = json;
            this.batch = batch;
            this.pointsMax = pointsMax;
        }

        SeriesBatch.Result document() throws IOException {
            JsonToken first = json.nextToken();
            if (first == null) {
                return SeriesBatch.Result.of(new Refusal(Reason.EMPTY_BODY, "body", "", "expected {\"series\":[…]}"));
            }
            if (first != JsonToken.START_OBJECT) {
                return SeriesBatch.Result.of(shape("body", "expected an object {\"series\":[…]}"));
            }
            boolean found = false;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                boolean isSeries = json.currentName().equals("series");
                JsonToken value = json.nextToken();
                if (!isSeries) {
                    json.skipChildren();
                } else if (value != JsonToken.START_ARRAY) {
                    return SeriesBatch.Result.of(shape("series", "expected an array"));
                } else {
                    found = true;
                    if (!allSeries()) {
                        return batch.tooManyPoints();
                    }
                }
            }
            if (json.nextToken() != null) {
                return SeriesBatch.Result.of(Json.trailing(json.currentTokenLocation()));
            }
            if (!found) {
                return SeriesBatch.Result.of(new Refusal(Reason.BAD_SHAPE, "body", "", "expected the field series"));
            }
            return batch.result();
        }

        private boolean allSeries() throws IOException {
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                draft.begin();
                long before = pointReader.read();
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    fields();
                } else {
                    draft.refuse(shape("", "expected an object"));
                    json.skipChildren();
                }
                if (pointReader.read() > pointsMax) {
                    return false;
                }
                batch.add(draft, "series[" + index + "]", pointReader.read() - before);
            }
            return true;
        }

        private void fields() throws IOException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "metric" -> draft.metric = textOf("metric");
                    case "host" -> draft.host = textOf("host");
                    case "device" -> draft.device = textOf("device");
                    case "type" -> type();
                    case "interval" -> interval();
                    case "tags" -> tags();
                    case "resources" -> resources();
                    case "points" -> {
                        pointReader.points(json, draft, pointsMax);
                        if (pointReader.read() > pointsMax) {
                            return;
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }

        private String textOf(String field) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return json.getText();
            }
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                draft.refuse(shape(field, "expected a text"));
                json.skipChildren();
            }
            return "";
        }

        private void type() throws IOException {
            String said = json.currentToken().isScalarValue() ? json.getText() : "";
            PointKind kind = switch (said.toLowerCase(Locale.ROOT)) {
                case "gauge", "0", "3", "null", "" -> PointKind.GAUGE;
                case "count", "counter", "1" -> PointKind.COUNT;
                case "rate", "2" -> PointKind.RATE;
                case "distribution" -> distributions ? PointKind.DISTRIBUTION : null;
                default -> null;
            };
            if (kind == null || json.currentToken().isStructStart()) {
                draft.refuse(
                        new Refusal(Reason.UNSUPPORTED_TYPE, "type", said, "expected gauge, count, rate or 0 to 3"));
                json.skipChildren();
                return;
            }
            draft.kind = kind;
        }

        private void interval() throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            double seconds = json.currentToken().isNumeric() ? json.getDoubleValue() : -1;
            if (!(seconds >= 0 && seconds <= INTERVAL_MAX)) {
                draft.refuse(new Refusal(
                        Reason.BAD_INTERVAL, "interval", json.getText(), "expected seconds from 0 to " + INTERVAL_MAX));
                json.skipChildren();
                return;
            }
            draft.intervalSeconds = (int) seconds;
        }

        private void tags() throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                draft.refuse(shape("tags", "expected an array of texts"));
                json.skipChildren();
                return;
            }
            for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                if (json.currentToken() == JsonToken.VALUE_STRING) {
                    draft.tags.add(json.getText());
                } else {
                    draft.refuse(shape("tags[" + i + "]", "expected a text"));
                    json.skipChildren();
                }
            }
        }

        /** v2 sends host and device as resources. */
        private void resources() throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    json.skipChildren();
                    continue;
                }
                String type = "";
                String name = "";
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("type")) {
                        type = textOf("resources.type");
                    } else if (field.equals("name")) {
                        name = textOf("resources.name");
                    } else {
                        json.skipChildren();
                    }
                }
                if (type.equals("host")) {
                    draft.host = name;
                } else if (type.equals("device")) {
                    draft.device = name;
                }
            }
        }

        private Refusal shape(String where, String expected) throws IOException {
            String found = json.currentToken().isScalarValue()
                    ? json.getText()
                    : json.currentToken().asString();
            return new Refusal(Reason.BAD_SHAPE, where, found == null ? "" : found, expected);
        }
    }
}
