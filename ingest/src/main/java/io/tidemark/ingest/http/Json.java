package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;

/** JSON under limits, and what its faults are called. */
final class Json {

    private static final int DEPTH_MAX = 32;
    private static final int NUMBER_MAX = 64;

    private Json() {}

    /** A factory whose parsers refuse doubled keys and hold the limits. @param textMax characters of one text */
    static JsonFactory factory(int textMax) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxNumberLength(NUMBER_MAX)
                        .maxStringLength(textMax)
                        .maxNameLength(1_024)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // NaN then is a value that can be refused with its path, not a fault of the whole document.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    static boolean startsWithByteOrderMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf;
    }

    static Refusal byteOrderMark() {
        return new Refusal(Reason.BAD_JSON, "body at line 1, column 1", "", "expected JSON without a byte order mark");
    }

    static Refusal trailing(JsonLocation at) {
        return new Refusal(Reason.BAD_JSON, where(at), "", "expected the end of the document");
    }

    /** @param body the whole document, to tell a long number from a long text */
    static Refusal fault(IOException fault, byte[] body) {
        if (!(fault instanceof JsonProcessingException json)) {
            return new Refusal(Reason.BAD_ENCODING, "body", "", "expected well-formed UTF-8");
        }
        String message = json.getOriginalMessage() == null ? "" : json.getOriginalMessage();
        if (fault instanceof StreamConstraintsException) {
            return constraint(json, message, body);
        }
        if (message.startsWith("Duplicate field")) {
            String path = json.getProcessor() instanceof JsonParser parser
                    ? parser.getParsingContext().pathAsPointer().toString()
                    : "";
            return new Refusal(
                    Reason.DUPLICATE_KEY, where(json.getLocation()), path, "expected the key once in its object");
        }
        if (message.contains("UTF-8")) {
            return new Refusal(Reason.BAD_ENCODING, where(json.getLocation()), "", "expected well-formed UTF-8");
        }
        return new Refusal(Reason.BAD_JSON, where(json.getLocation()), "", firstLine(message));
    }

    private static Refusal constraint(JsonProcessingException fault, String message, byte[] body) {
        String where = where(fault.getLocation());
        if (message.contains("nesting depth")) {
            return new Refusal(Reason.TOO_DEEP, where, "", "expected at most " + DEPTH_MAX + " levels");
        }
        if (message.contains("Number value length") || hasLongNumber(body)) {
            return new Refusal(
                    Reason.LONG_NUMBER, where, "", "expected numbers of at most " + NUMBER_MAX + " characters");
        }
        return new Refusal(Reason.LONG_TEXT, where, "", firstLine(message));
    }

    /** The parser takes a number over the limit of texts for a text: here one is looked for outside the quotes. */
    private static boolean hasLongNumber(byte[] body) {
        boolean quoted = false;
        int run = 0;
        for (int i = 0; i < body.length; i++) {
            if (quoted && body[i] == '\\') {
                i++;
            } else if (body[i] == '"') {
                quoted = !quoted;
            }
            run = !quoted && (body[i] >= '0' && body[i] <= '9' || body[i] == '.') ? run + 1 : 0;
            if (run > NUMBER_MAX) {
                return true;
            }
        }
        return false;
    }

    private static String where(JsonLocation at) {
        return at == null ? "body" : "body at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String firstLine(String message) {
        int source = message.indexOf(" (start marker");
        int end = source >= 0 ? source : message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        StringBuilder shown = new StringBuilder();
        line.chars().limit(160).forEach(c -> shown.append(Character.isISOControl(c) ? ' ' : (char) c));
        return shown.toString();
    }
}
