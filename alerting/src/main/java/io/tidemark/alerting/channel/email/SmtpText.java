package io.tidemark.alerting.channel.email;

import java.io.IOException;
import java.io.OutputStream;

/** The text of a mail as DATA wants it: lines ended by CR LF, a dot at a line's beginning doubled (RFC 5321, 4.5.2). */
final class SmtpText {

    private SmtpText() {}

    /** Writes all but the final dot; what is written ends a line. */
    static void write(byte[] mail, OutputStream out) throws IOException {
        boolean lineStart = true;
        int previous = 0;
        for (byte b : mail) {
            if (b == '\n' && previous != '\r') {
                out.write('\r');
            } else if (previous == '\r' && b != '\n') {
                out.write('\n');
                lineStart = true;
            }
            if (lineStart && b == '.') {
                out.write('.');
            }
            out.write(b);
            lineStart = b == '\n';
            previous = b;
        }
        if (previous == '\r') {
            out.write('\n');
        } else if (previous != '\n') {
            out.write('\r');
            out.write('\n');
        }
    }
}
