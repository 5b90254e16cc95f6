package io.tidemark.ingest.http;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which keys are let in. Every key is compared, in constant time; no answer and no log shows what was sent. */
final class ApiKeys {

    private static final int FINGERPRINT_BYTES = 6;

    private final List<byte[]> keys;

    ApiKeys(Set<String> keys) {
        this.keys =
                keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** @param sent the key; empty where the request carries none */
    Optional<Refusal> refusalOf(Optional<String> sent) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (sent.isEmpty() || sent.get().isEmpty()) {
            return Optional.of(new Refusal(Reason.MISSING_KEY, "DD-API-KEY", "", "expected an API key"));
        }
        byte[] bytes = sent.get().getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (byte[] key : keys) {
            known |= MessageDigest.isEqual(key, bytes);
        }
        return known
                ? Optional.empty()
                : Optional.of(new Refusal(Reason.UNKNOWN_KEY, "DD-API-KEY", "", "expected a key that is known here"));
    }

    /**
     * Whose request it is that was let in: a fingerprint of its key, which tells keys apart and does not show them; the address
     * where no key is asked for.
     */
    String clientOf(Optional<String> sent, String address) {
        if (keys.isEmpty() || sent.isEmpty()) {
            return address;
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(sent.get().getBytes(StandardCharsets.UTF_8));
            return "key-" + HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
