package io.tidemark.ingest.http;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Inflates bodies under a cap that holds while inflating: a bomb costs at most the cap. One coding a body: gzip, zstd
 * (which Datadog's API clients call zstd1), deflate (with or without zlib's header) or identity.
 */
final class BodyDecoder {

    /** Largest zstd window, as a power of two: 8 MiB, what zstd itself asks decoders to support. */
    private static final int ZSTD_WINDOW_LOG_MAX = 23;

    private static final int CHUNK = 16 * 1024;

    private final int inflatedBytesMax;

    BodyDecoder(int inflatedBytesMax) {
        this.inflatedBytesMax = inflatedBytesMax;
    }

    /** True for a Content-Encoding that {@link #decode} knows; empty text means identity. */
    static boolean knows(String encoding) {
        return switch (normal(encoding)) {
            case "", "identity", "gzip", "x-gzip", "zstd", "zstd1", "deflate", "zlib" -> true;
            default -> false;
        };
    }

    Verdict<byte[]> decode(byte[] body, String encoding) {
        String coding = normal(encoding);
        if (coding.isEmpty() || coding.equals("identity")) {
            return Verdict.admitted(body);
        }
        if (body.length == 0) {
            return Verdict.admitted(body);
        }
        try (InputStream inflating = open(body, coding)) {
            return read(inflating);
        } catch (ZstdIOException e) {
            boolean tooLarge = e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
            return refused(
                    tooLarge ? Reason.INFLATED_TOO_LARGE : Reason.BAD_COMPRESSION,
                    tooLarge ? "expected a zstd window of at most 8 MiB" : "expected a whole zstd frame");
        } catch (IOException e) {
            return refused(Reason.BAD_COMPRESSION, "expected a whole body in " + coding);
        }
    }

    private Verdict<byte[]> read(InputStream inflating) throws IOException {
        ByteArrayOutputStream inflated = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        int read;
        while ((read = inflating.read(chunk)) >= 0) {
            if (inflated.size() + read > inflatedBytesMax) {
                return refused(
                        Reason.INFLATED_TOO_LARGE, "expected at most " + inflatedBytesMax + " bytes once inflated");
            }
            inflated.write(chunk, 0, read);
        }
        return Verdict.admitted(inflated.toByteArray());
    }

    private static InputStream open(byte[] body, String coding) throws IOException {
        InputStream raw = new ByteArrayInputStream(body);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(raw, CHUNK);
            case "zstd", "zstd1" -> new ZstdInputStreamNoFinalizer(raw).setLongMax(ZSTD_WINDOW_LOG_MAX);
            case "deflate", "zlib" -> new InflaterInputStream(raw, new Inflater(!hasZlibHeader(body)), CHUNK);
            default -> throw new IllegalStateException("unchecked coding " + coding);
        };
    }

    /** RFC 1950: method 8, and the first two bytes a multiple of 31. */
    private static boolean hasZlibHeader(byte[] body) {
        return body.length >= 2 && (body[0] & 0x0f) == 8 && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
    }

    private static String normal(String encoding) {
        return encoding.trim().toLowerCase(Locale.ROOT);
    }

    private static Verdict<byte[]> refused(Reason reason, String expected) {
        return Verdict.refused(new Refusal(reason, "body", "", expected));
    }
}
