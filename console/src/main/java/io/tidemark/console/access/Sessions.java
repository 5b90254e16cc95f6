package io.tidemark.console.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in. An id is made at sign-in and never taken from a request, so none can be put into somebody's browser
 * beforehand. Ends after {@value #HOURS} hours, at sign-out, and when the user's password, role or keys change. In memory:
 * a restart signs everybody out. Thread-safe.
 */
final class Sessions {

    static final int HOURS = 12;
    private static final int SESSIONS_MAX = 10_000;
    private static final int ID_BYTES = 32;

    /**
     * One of them.
     *
     * @param token that changing requests carry in a header, so that no other page can make them
     * @param idToken of the OpenID provider where one signed in
     */
    record Session(String id, String user, String token, Instant until, Optional<String> idToken) {}

    private final Clock clock;
    private final Map<String, Session> byDigest = new LinkedHashMap<>();

    Sessions(Clock clock) {
        this.clock = clock;
    }

    synchronized Session open(String user, Optional<String> idToken) {
        String id = Secrets.random(ID_BYTES);
        Session session =
                new Session(id, user, Secrets.random(ID_BYTES), clock.instant().plus(Duration.ofHours(HOURS)), idToken);
        if (byDigest.size() >= SESSIONS_MAX) {
            Iterator<String> oldest = byDigest.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        byDigest.put(Secrets.digest(id), session);
        return session;
    }

    synchronized Optional<Session> get(String id) {
        String digest = Secrets.digest(id);
        Session session = byDigest.get(digest);
        if (session != null && !session.until().isAfter(clock.instant())) {
            byDigest.remove(digest);
            return Optional.empty();
        }
        return Optional.ofNullable(session);
    }

    synchronized void close(String id) {
        byDigest.remove(Secrets.digest(id));
    }

    synchronized void closeOf(String user) {
        byDigest.values().removeIf(session -> session.user().equals(user));
    }
}
