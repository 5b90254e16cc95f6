package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
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

    static Refusal fault(IOException fault) {
        if (!(fault instanceof JsonProcessingException json)) {
            return new Refusal(Reason.BAD_ENCODING, "body", "", "expected well-formed UTF-8");
        }
        String message = json.getOriginalMessage() == null ? "" : json.getOriginalMessage();
        if (fault instanceof StreamConstraintsException) {
            return constraint(json, message);
        }
        if (message.startsWith("Duplicate field")) {
            return new Refusal(Reason.DUPLICATE_KEY, where(json.getLocation()), "", message);
        }
        if (message.contains("UTF-8")) {
            return new Refusal(Reason.BAD_ENCODING, where(json.getLocation()), "", "expected well-formed UTF-8");
        }
        return new Refusal(Reason.BAD_JSON, where(json.getLocation()), "", firstLine(message));
    }

    private static Refusal constraint(JsonProcessingException fault, String message) {
        String where = where(fault.getLocation());
        if (message.contains("nesting depth")) {
            return new Refusal(Reason.TOO_DEEP, where, "", "expected at most " + DEPTH_MAX + " levels");
        }
        if (message.contains("Number value length")) {
            return new Refusal(
                    Reason.LONG_NUMBER, where, "", "expected numbers of at most " + NUMBER_MAX + " characters");
        }
        return new Refusal(Reason.LONG_TEXT, where, "", firstLine(message));
    }

    private static String where(JsonLocation at) {
        return at == null ? "body" : "body at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        StringBuilder shown = new StringBuilder();
        line.chars().limit(160).forEach(c -> shown.append(Character.isISOControl(c) ? ' ' : (char) c));
        return shown.toString();
    }
}
