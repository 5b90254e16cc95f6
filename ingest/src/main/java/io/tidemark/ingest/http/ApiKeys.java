package io.tidemark.ingest.http;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which keys are let in. Every key is compared, in constant time; no answer and no log shows what was sent. */
final class ApiKeys {

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
}
