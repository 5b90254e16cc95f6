package io.tidemark.console.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Password hashes: PBKDF2 with HMAC-SHA-256 (RFC 8018), {@code pbkdf2-sha256$iterations$salt$hash}, both in Base64.
 *
 * <p>600,000 iterations are what OWASP's password storage page asks for in 2023; the number stands in the hash, so it can be
 * raised without invalidating old ones.
 */
public final class Passwords {

    public static final int ITERATIONS = 600_000;

    /** Shortest password that is taken, characters. */
    public static final int LENGTH_MIN = 12;

    /** Longest: a hash must not be a way to keep the processor busy. */
    public static final int LENGTH_MAX = 256;

    private static final String NAME = "pbkdf2-sha256";
    private static final int ITERATIONS_MIN = 1_000;
    private static final int ITERATIONS_MAX = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    public static String hash(String password) {
        return hash(password, ITERATIONS);
    }

    static String hash(String password, int iterations) {
        if (password.length() < LENGTH_MIN || password.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("The password has " + password.length() + " characters (expected "
                    + LENGTH_MIN + " to " + LENGTH_MAX + "). Take another. [bad-password-length]");
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return NAME + "$" + iterations + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(password, salt, iterations));
    }

    /** Whether a password is the one of the hash; false for a text that is no hash. */
    static boolean fits(String password, String hash) {
        String[] parts = hash.split("\\$");
        if (!isHash(hash) || password.length() > LENGTH_MAX || password.isEmpty()) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[1])));
    }

    static boolean isHash(String text) {
        String[] parts = text.split("\\$");
        if (parts.length != 4 || !parts[0].equals(NAME) || !parts[1].matches("\\d{1,8}")) {
            return false;
        }
        int iterations = Integer.parseInt(parts[1]);
        return iterations >= ITERATIONS_MIN
                && iterations <= ITERATIONS_MAX
                && parts[2].matches("[A-Za-z0-9+/]{22}==")
                && parts[3].matches("[A-Za-z0-9+/]{43}=");
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
