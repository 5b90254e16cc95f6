package io.tidemark.ingest.statsd;

import io.tidemark.ingest.refusal.Reason;

/**
 * Reads {@code _e{title bytes,text bytes}:title|text|fields}. The lengths are believed only as far as the line reaches.
 * A field that cannot be read is left out and noticed; it does not cost the event.
 */
final class EventParser {

    private static final String WANTED =
            "expected _e{title bytes,text bytes}:title|text with lengths that fit the line";

    Line.Kind parse(Line line) {
        byte[] bytes = line.bytes;
        int close = Ascii.indexOf(bytes, '}', line.from, Math.min(line.to, line.from + 24));
        int comma = close < 0 ? -1 : Ascii.indexOf(bytes, ',', line.from, close);
        if (comma < 0 || close + 1 >= line.to || bytes[close + 1] != ':') {
            return line.refuse(Reason.BAD_LENGTH, "event", WANTED, line.from, line.to);
        }
        long titleLength = Ascii.digits(bytes, line.from + 3, comma);
        long textLength = Ascii.digits(bytes, comma + 1, close);
        int titleFrom = close + 2;
        long room = line.to - titleFrom;
        if (titleLength < 0 || textLength < 0 || titleLength > room || textLength > room - titleLength - 1) {
            return line.refuse(Reason.BAD_LENGTH, "event", WANTED, line.from, line.to);
        }
        int titleTo = titleFrom + (int) titleLength;
        int textTo = titleTo + 1 + (int) textLength;
        boolean ends = textTo == line.to || bytes[textTo] == '|';
        if (bytes[titleTo] != '|' || !ends || !Ascii.isUtf8(bytes, titleFrom, titleTo)) {
            return line.refuse(Reason.BAD_LENGTH, "event", WANTED, line.from, line.to);
        }
        if (titleTo == titleFrom) {
            return line.refuse(Reason.MISSING_NAME, "event title", "expected a title", line.from, line.to);
        }
        line.kind = Line.Kind.EVENT;
        Fields fields = new Fields();
        fields.read(line, textTo + 1);
        line.event = new StatsdEvent(
                unescaped(Ascii.text(bytes, titleFrom, titleTo)),
                unescaped(Ascii.text(bytes, titleTo + 1, textTo)),
                fields.seconds,
                fields.host,
                fields.key,
                fields.low,
                fields.source,
                fields.alertType,
                fields.tags);
        return line.kind;
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }

    /** The optional fields, at their defaults until read. */
    private static final class Fields {

        private long seconds;
        private String host = "";
        private String key = "";
        private boolean low;
        private String source = "";
        private String alertType = "info";
        private String tags = "";

        void read(Line line, int from) {
            int start = from;
            while (start < line.to) {
                int end = Ascii.indexOf(line.bytes, '|', start, line.to);
                end = end < 0 ? line.to : end;
                field(line, start, end);
                start = end + 1;
            }
        }

        private void field(Line line, int from, int to) {
            byte[] bytes = line.bytes;
            if (to > from && bytes[from] == '#') {
                tags = Ascii.text(bytes, from + 1, to);
                return;
            }
            if (to - from < 2 || bytes[from + 1] != ':') {
                line.note(Reason.UNKNOWN_FIELD);
                return;
            }
            String value = Ascii.text(bytes, from + 2, to);
            switch (bytes[from]) {
                case 'd' -> {
                    long number = Ascii.digits(bytes, from + 2, to);
                    if (number <= 0) {
                        line.note(Reason.BAD_FIELD);
                    } else {
                        seconds = number;
                    }
                }
                case 'h' -> host = value;
                case 'k' -> key = value;
                case 's' -> source = value;
                case 'p' -> {
                    low = value.equals("low");
                    if (!low && !value.equals("normal")) {
                        line.note(Reason.BAD_FIELD);
                    }
                }
                case 't' -> {
                    if (value.equals("error")
                            || value.equals("warning")
                            || value.equals("info")
                            || value.equals("success")) {
                        alertType = value;
                    } else {
                        line.note(Reason.BAD_FIELD);
                    }
                }
                case 'c' -> {
                    // The container of the sender: known, and not used.
                }
                default -> line.note(Reason.UNKNOWN_FIELD);
            }
        }
    }
}
