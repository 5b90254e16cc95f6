package io.tidemark.console.documents;

import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The numbers by which Datadog's clients call documents.
 *
 * <p>A document whose id is a number is called by it; one with a name ({@code cpu-high}) by the first 52 bits of the SHA-256 of
 * its name, above 2^52, so that the two cannot meet. All are below 2^53, so JavaScript reads them exactly. Nothing is
 * kept: every console gives the same number.
 */
public final class NumericIds {

    private static final long NAMED = 1L << 52;
    private static final int DIGITS_MAX = 15;

    private NumericIds() {}

    public static long of(String id) {
        if (isNumber(id)) {
            return Long.parseLong(id);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return NAMED | (ByteBuffer.wrap(hash).getLong() >>> 12);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The document of a number. */
    public static Optional<Document> find(Documents documents, Kind kind, long number) {
        Optional<Document> plain = documents.get(kind, Long.toString(number));
        return plain.isPresent()
                ? plain
                : documents.all(kind).stream()
                        .filter(document -> of(document.id()) == number)
                        .findFirst();
    }

    /** A number that no document of the kind has: ten digits. */
    public static long unused(Documents documents, Kind kind, RandomGenerator random) {
        while (true) {
            long number = random.nextLong(1_000_000_000L, 10_000_000_000L);
            if (documents.get(kind, Long.toString(number)).isEmpty()) {
                return number;
            }
        }
    }

    private static boolean isNumber(String id) {
        return id.length() <= DIGITS_MAX && id.matches("[1-9][0-9]*");
    }
}
