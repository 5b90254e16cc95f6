package io.tidemark.ingest.statsd;

import io.tidemark.ingest.refusal.Reason;

/** Reads {@code _sc|name|status|d:time|h:host|#tags|m:message}, the fields in any order. */
final class CheckParser {

    Line.Kind parse(Line line) {
        byte[] bytes = line.bytes;
        int nameFrom = line.from + 4;
        int nameTo = Ascii.indexOf(bytes, '|', nameFrom, line.to);
        if (nameTo < 0) {
            return line.refuse(Reason.BAD_STATUS, "check status", "expected _sc|name|0, 1, 2 or 3", line.from, line.to);
        }
        if (nameTo == nameFrom) {
            return line.refuse(Reason.MISSING_NAME, "check name", "expected _sc|name|status", line.from, line.to);
        }
        int statusTo = Ascii.indexOf(bytes, '|', nameTo + 1, line.to);
        statusTo = statusTo < 0 ? line.to : statusTo;
        if (statusTo != nameTo + 2 || bytes[nameTo + 1] < '0' || bytes[nameTo + 1] > '3') {
            return line.refuse(Reason.BAD_STATUS, "check status", "expected 0, 1, 2 or 3", nameTo + 1, statusTo);
        }
        line.kind = Line.Kind.CHECK;
        long seconds = 0;
        String host = "";
        String message = "";
        String tags = "";
        int start = statusTo + 1;
        while (start < line.to) {
            int end = Ascii.indexOf(bytes, '|', start, line.to);
            end = end < 0 ? line.to : end;
            if (bytes[start] == '#') {
                tags = Ascii.text(bytes, start + 1, end);
            } else if (Ascii.startsWith(bytes, start, end, "d:")) {
                seconds = Math.max(0, Ascii.digits(bytes, start + 2, end));
                if (seconds == 0) {
                    line.note(Reason.BAD_FIELD);
                }
            } else if (Ascii.startsWith(bytes, start, end, "h:")) {
                host = Ascii.text(bytes, start + 2, end);
            } else if (Ascii.startsWith(bytes, start, end, "m:")) {
                message =
                        Ascii.text(bytes, start + 2, end).replace("m\\:", "m:").replace("\\n", "\n");
            } else if (!Ascii.startsWith(bytes, start, end, "c:")) {
                line.note(Reason.UNKNOWN_FIELD);
            }
            start = end + 1;
        }
        line.check = new StatsdCheck(
                Ascii.text(bytes, nameFrom, nameTo), bytes[nameTo + 1] - '0', seconds, host, message, tags);
        return line.kind;
    }
}
