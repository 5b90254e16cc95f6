package io.tidemark.console.oidc;

import io.tidemark.console.access.Guest;
import io.tidemark.console.route.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Begins and ends sign-ins at one provider. Thread-safe. */
public final class Oidc {

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final OidcSettings settings;
    private final Clock clock;
    private final Provider provider;
    private final IdTokens tokens;
    private final Begun begun;

    public Oidc(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.provider = new Provider(settings, clock);
        this.tokens = new IdTokens(settings, clock);
        this.begun = new Begun(clock);
    }

    OidcSettings settings() {
        return settings;
    }

    /**
     * Where to send a browser.
     *
     * @param browser secret that the browser keeps until it comes back
     */
    record Departure(URI to, String browser) {}

    /** Somebody who came back, and the page that they wanted. */
    record Arrival(Guest guest, String target) {}

    /** @throws Problem 503 where the provider does not answer */
    Departure begin(String target) {
        Provider.Known known = provider.known();
        String state = random();
        Begun.SignIn signIn = new Begun.SignIn(
                random(), random(), random(), target, clock.instant().plus(Begun.LASTS));
        begun.put(state, signIn);
        String query = Provider.form(Map.of(
                "response_type", "code",
                "client_id", settings.clientId(),
                "redirect_uri", settings.returnAddress().toString(),
                "scope", String.join(" ", settings.scopes()),
                "state", state,
                "nonce", signIn.nonce(),
                "code_challenge", challenge(signIn.verifier()),
                "code_challenge_method", "S256"));
        return new Departure(with(known.authorization(), query), signIn.browser());
    }

    /**
     * @param issuer that the answer names (RFC 9207), where it does
     * @throws Problem 400 or 403 where anything is not right
     * @throws NoRoleException where all is right, but they may do nothing here
     */
    Arrival end(String state, String code, Optional<String> issuer, String browser) {
        Begun.SignIn signIn = begun.take(state, browser);
        if (issuer.isPresent() && !issuer.get().equals(settings.issuer().toString())) {
            throw Problem.of(
                    com.linecorp.armeria.common.HttpStatus.FORBIDDEN,
                    "oidc-issuer",
                    "iss is " + Problem.quote(issuer.get()) + " (expected " + settings.issuer()
                            + "). Start again at /.");
        }
        String token = provider.idToken(code, signIn.verifier());
        return new Arrival(tokens.read(token, signIn.nonce(), provider.known()), signIn.target());
    }

    /** Where a browser signs out at the provider too; empty where the provider has no such address. */
    public Optional<URI> signOut(String idToken) {
        return endSession()
                .map(end -> with(
                        end,
                        Provider.form(Map.of(
                                "id_token_hint", idToken,
                                "client_id", settings.clientId(),
                                "post_logout_redirect_uri", settings.address().toString()))));
    }

    private Optional<URI> endSession() {
        try {
            return provider.known().endSession();
        } catch (Problem unreachable) {
            // The session here has ended, which is what was asked; the provider's ends by itself.
            return Optional.empty();
        }
    }

    private static URI with(URI address, String query) {
        return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + query);
    }

    private static String random() {
        byte[] some = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(some);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
    }

    /** RFC 7636, 4.2. */
    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
