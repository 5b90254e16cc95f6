package io.tidemark.console.oidc;

import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.route.Problem;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sign-ins that were begun and have not come back. Each ends once, in the browser that began it. Bounded; thread-safe. */
final class Begun {

    static final Duration LASTS = Duration.ofMinutes(10);
    private static final int BEGUN_MAX = 10_000;

    /**
     * One of them.
     *
     * @param browser secret of the browser's cookie
     * @param nonce that the ID token must repeat
     * @param verifier of PKCE
     * @param target page to go to afterwards
     */
    record SignIn(String browser, String nonce, String verifier, String target, Instant until) {}

    private final Clock clock;
    private final Map<String, SignIn> byState = new LinkedHashMap<>();

    Begun(Clock clock) {
        this.clock = clock;
    }

    synchronized void put(String state, SignIn begun) {
        if (byState.size() >= BEGUN_MAX) {
            byState.remove(byState.keySet().iterator().next());
        }
        byState.put(state, begun);
    }

    /** @throws Problem 400 where none is begun with this state in this browser, or it is over */
    synchronized SignIn take(String state, String browser) {
        SignIn begun = byState.remove(state);
        if (begun == null
                || !begun.until().isAfter(clock.instant())
                || !MessageDigest.isEqual(begun.browser().getBytes(), browser.getBytes())) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "oidc-state",
                    "No sign-in was begun with this state in this browser within the last " + LASTS.toMinutes()
                            + " minutes, or it has ended already. Start again at /.");
        }
        return begun;
    }
}
