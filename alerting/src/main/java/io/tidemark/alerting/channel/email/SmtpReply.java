package io.tidemark.alerting.channel.email;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One reply of an SMTP server: a code of three digits and its lines of text.
 *
 * @param code 200 to 599
 * @param lines text of each line, without the code
 */
record SmtpReply(int code, List<String> lines) {

    /** Longest reply read; what is longer is not SMTP. */
    static final int BYTES_MAX = 8 * 1024;

    /** What came is no reply of SMTP. */
    static final class MalformedReplyException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedReplyException(String message) {
            super(message);
        }
    }

    SmtpReply {
        lines = List.copyOf(lines);
    }

    static SmtpReply read(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        int read = 0;
        while (true) {
            String line = line(in, BYTES_MAX - read);
            read += line.length() + 2;
            boolean shaped = line.length() >= 3
                    && line.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9')
                    && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
            if (!shaped || line.charAt(0) < '2' || line.charAt(0) > '5') {
                throw new MalformedReplyException("the reply is no SMTP reply: \"" + cut(line) + "\"");
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new SmtpReply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
    }

    boolean positive() {
        return code < 300;
    }

    boolean temporary() {
        return code >= 400 && code < 500;
    }

    boolean permanent() {
        return code >= 500;
    }

    /** Whether the server offers an extension; for the reply to EHLO. */
    boolean offers(String extension) {
        return lines.stream().skip(1).anyMatch(line -> firstWord(line).equals(extension));
    }

    /** The words after an extension's name, or an empty list; for the reply to EHLO. */
    List<String> parameters(String extension) {
        return lines.stream()
                .skip(1)
                .filter(line -> firstWord(line).equals(extension))
                .findFirst()
                .map(line -> List.of(line.toUpperCase(Locale.ROOT).strip().split("[ =]+")))
                .map(words -> words.subList(1, words.size()))
                .orElse(List.of());
    }

    String text() {
        return (code + " " + String.join(" ", lines)).strip();
    }

    private static String firstWord(String line) {
        return line.toUpperCase(Locale.ROOT).strip().split("[ =]", 2)[0];
    }

    private static String line(InputStream in, int bytesMax) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (b == '\n') {
                return line.toString();
            }
            if (b != '\r') {
                line.append((char) b);
            }
            if (line.length() > bytesMax) {
                throw new MalformedReplyException(
                        "the reply is longer than " + BYTES_MAX + " bytes: \"" + cut(line) + "\"");
            }
        }
    }

    private static String cut(CharSequence line) {
        byte[] latin = line.toString().getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(latin, StandardCharsets.UTF_8);
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
