package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.util.Optional;

/** Whether bytes are one JSON object under the intake's limits, before another reader makes something of them. */
public final class JsonCheck {

    private static final int TEXT_MAX = 4_096;
    private static final JsonFactory FACTORY = Json.factory(TEXT_MAX);

    private JsonCheck() {}

    public static Optional<Refusal> refusalOf(byte[] body) {
        if (Json.startsWithByteOrderMark(body)) {
            return Optional.of(Json.byteOrderMark());
        }
        try (JsonParser json = FACTORY.createParser(body)) {
            if (json.nextToken() == null) {
                return Optional.of(new Refusal(Reason.EMPTY_BODY, "body", "", "expected a JSON object"));
            }
            if (!json.isExpectedStartObjectToken()) {
                return Optional.of(new Refusal(Reason.BAD_SHAPE, "body", json.getText(), "expected a JSON object"));
            }
            json.skipChildren();
            return json.nextToken() == null
                    ? Optional.empty()
                    : Optional.of(Json.trailing(json.currentTokenLocation()));
        } catch (IOException e) {
            return Optional.of(Json.fault(e, body));
        }
    }
}
