package io.tidemark.alerting.topology;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids that follow from what they name: the same log gives the same ids. The first 128 bits of SHA-256, in hexadecimal. */
public final class Digests {

    private static final int BYTES = 16;

    private Digests() {}

    /** The id of some parts in their order; parts are told apart, so that "ab","c" is not "a","bc". */
    public static String of(Object... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            byte[] all = digest.digest();
            StringBuilder hex = new StringBuilder(2 * BYTES);
            for (int i = 0; i < BYTES; i++) {
                hex.append(Character.forDigit(all[i] >> 4 & 15, 16)).append(Character.forDigit(all[i] & 15, 16));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
