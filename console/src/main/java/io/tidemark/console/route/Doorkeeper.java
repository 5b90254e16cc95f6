package io.tidemark.console.route;

import java.util.Optional;

/** Finds out who sends a request. */
public interface Doorkeeper {

    /**
     * What a request shows.
     *
     * @param apiKey of DD-API-KEY or ?api_key=
     * @param applicationKey of DD-APPLICATION-KEY or ?application_key=
     * @param session of the cookie
     * @param authorization of the header
     * @param link of ?link=, for exactly this path and query
     * @param target path and query without the link, as the link signs it
     * @param remote address of the sender
     */
    record Shown(
            Optional<String> apiKey,
            Optional<String> applicationKey,
            Optional<String> session,
            Optional<String> authorization,
            Optional<String> link,
            String target,
            String remote) {}

    /** Empty where nothing was shown; a {@link Problem} (403, 429) where what was shown is wrong. */
    Optional<Who> identify(Shown shown);

    /** Whether a changing request of a session carries what only our own page knows. */
    boolean tokenFits(String session, Optional<String> token);

    /** Everybody may do everything: a console that listens on the loopback address alone and has no users. */
    Doorkeeper OPEN = new Doorkeeper() {
        @Override
        public Optional<Who> identify(Shown shown) {
            return Optional.of(Who.LOCAL);
        }

        @Override
        public boolean tokenFits(String session, Optional<String> token) {
            return true;
        }
    };
}
