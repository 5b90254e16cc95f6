package io.tidemark.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.QueryParams;
import io.tidemark.console.access.Guest;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Role;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: only a right token of a sign-in begun here opens the door. Method: a provider that makes one thing wrong at a time. */
final class OidcTest {

    private final Moving clock = new Moving();
    private ScriptedProvider provider;
    private Oidc oidc;

    @BeforeEach
    void start() throws Exception {
        provider = new ScriptedProvider(clock);
        oidc = new Oidc(provider.settings(), clock);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aRightTokenTellsWhoItIsAndWhatTheyMayDo() {
        Oidc.Departure departure = oidc.begin("/monitors?q=a");

        Oidc.Arrival arrival = arrive(departure);

        Guest guest = arrival.guest();
        assertThat(arrival.target()).isEqualTo("/monitors?q=a");
        assertThat(guest.name()).isEqualTo("ada");
        assertThat(guest.email()).isEqualTo("ada@example.org");
        assertThat(guest.role()).isEqualTo(Role.EDITOR);
        assertThat(guest.subject()).isEqualTo(provider.issuer() + " subject-1");
        assertThat(oidc.signOut(guest.idToken()).orElseThrow().toString())
                .startsWith(provider.issuer() + "/end?client_id=tidemark&id_token_hint=")
                .endsWith("&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8080");
    }

    @Test
    void theHighestRoleOfTheClaimCounts() {
        provider.tokens(
                claims -> claims.claim("realm_access", Map.of("roles", List.of("sre", "tidemark-admins", "x"))));

        assertThat(arrive(oidc.begin("/")).guest().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void whoHasNoRoleStaysOutside() {
        provider.tokens(claims -> claims.claim("realm_access", Map.of("roles", List.of("sales"))));

        assertThatThrownBy(() -> arrive(oidc.begin("/")))
                .isInstanceOf(NoRoleException.class)
                .hasMessageContaining("realm_access.roles of the ID token is [sales]");
    }

    @Test
    void aSpoiltSignatureIsRefused() {
        provider.spoilSignatures();
        refused("oidc-token", "Signed JWT rejected");
    }

    @Test
    void anotherKeyUnderAKnownNameIsRefused() {
        arrive(oidc.begin("/"));
        provider.forge();
        refused("oidc-token", "Signed JWT rejected: Invalid signature");
    }

    @Test
    void anExpiredTokenIsRefused() {
        provider.tokens(claims -> claims.expirationTime(seconds(-61)));
        refused("oidc-token", "Expired JWT");
    }

    @Test
    void aMinuteOfDifferenceBetweenTheClocksIsBorne() {
        provider.tokens(claims -> claims.expirationTime(seconds(-30)));
        assertThat(arrive(oidc.begin("/")).guest().name()).isEqualTo("ada");
    }

    @Test
    void aTokenForSomebodyElseIsRefused() {
        provider.tokens(claims -> claims.audience("other"));
        refused("oidc-token", "JWT aud claim");
    }

    @Test
    void aTokenForUsAmongOthersNeedsUsAsAuthorizedParty() {
        provider.tokens(claims -> claims.audience(List.of("tidemark", "other")));
        refused("oidc-token", "azp");
        provider.tokens(claims -> claims.audience(List.of("tidemark", "other")).claim("azp", "tidemark"));
        assertThat(arrive(oidc.begin("/")).guest().name()).isEqualTo("ada");
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        provider.tokens(claims -> claims.issuer("https://evil.example"));
        refused("oidc-token", "JWT iss claim");
    }

    @Test
    void theNonceOfAnotherSignInIsRefused() {
        provider.tokens(claims -> claims.claim("nonce", "another"));
        refused("oidc-token", "JWT nonce claim");
        provider.tokens(claims -> claims.claim("nonce", null));
        refused("oidc-token", "nonce");
    }

    @Test
    void aTokenWithoutANameIsRefused() {
        provider.tokens(claims -> claims.claim("preferred_username", null));
        refused("oidc-token", "preferred_username");
    }

    @Test
    void aStateEndsOneSignInOnce() {
        Oidc.Departure departure = oidc.begin("/");
        QueryParams back = back(provider.authorize(departure.to()));
        end(back, departure.browser());

        problem("oidc-state", () -> end(back, departure.browser()));
    }

    @Test
    void anotherBrowserCannotEndASignIn() {
        Oidc.Departure departure = oidc.begin("/");
        QueryParams back = back(provider.authorize(departure.to()));

        problem("oidc-state", () -> end(back, oidc.begin("/").browser()));
        problem("oidc-state", () -> end(back, departure.browser()));
    }

    @Test
    void aSignInLastsTenMinutes() {
        Oidc.Departure departure = oidc.begin("/");
        QueryParams back = back(provider.authorize(departure.to()));
        clock.now = clock.now.plus(Begun.LASTS);

        problem("oidc-state", () -> end(back, departure.browser()));
    }

    @Test
    void aCodeOfAnotherSignInIsRefusedByItsVerifier() {
        Oidc.Departure mine = oidc.begin("/");
        Oidc.Departure theirs = oidc.begin("/");
        String state = back(provider.authorize(mine.to())).get("state");
        String code = back(provider.authorize(theirs.to())).get("code");

        problem("oidc-provider", () -> oidc.end(state, code, Optional.empty(), mine.browser()));
    }

    @Test
    void anAnswerInTheNameOfAnotherProviderIsRefused() {
        Oidc.Departure departure = oidc.begin("/");
        QueryParams back = back(provider.authorize(departure.to()));

        problem(
                "oidc-issuer",
                () -> oidc.end(back.get("state"), back.get("code"), Optional.of("https://evil"), departure.browser()));
    }

    @Test
    void aNewKeyIsLookedUpAndAnUnpublishedOneRefused() {
        arrive(oidc.begin("/"));
        arrive(oidc.begin("/"));
        assertThat(provider.keySetReads()).isEqualTo(1);

        provider.rotate(true);
        assertThat(arrive(oidc.begin("/")).guest().name()).isEqualTo("ada");
        assertThat(provider.keySetReads()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsNotPublishedIsRefused() {
        arrive(oidc.begin("/"));
        provider.rotate(false);
        refused("oidc-token", "Signed JWT rejected");
    }

    @Test
    void aProviderThatIsDownIsToldAndTriedAgain() throws Exception {
        provider.close();
        problem("oidc-provider", () -> oidc.begin("/"));
        assertThat(oidc.signOut("token")).isEmpty();
    }

    @Test
    void aDocumentOfAnotherIssuerIsRefused() {
        OidcSettings right = provider.settings();
        Oidc wrong = new Oidc(
                new OidcSettings(
                        URI.create(right.issuer() + "/"),
                        right.clientId(),
                        right.clientSecret(),
                        right.address(),
                        right.scopes(),
                        right.userClaim(),
                        right.roleClaim(),
                        right.roles()),
                clock);
        problem("oidc-provider", () -> wrong.begin("/"));
    }

    private void refused(String reason, String message) {
        Oidc.Departure departure = oidc.begin("/");
        assertThatThrownBy(() -> arrive(departure))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private static void problem(String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.reason()).isEqualTo(reason));
    }

    private Oidc.Arrival arrive(Oidc.Departure departure) {
        return end(back(provider.authorize(departure.to())), departure.browser());
    }

    private Oidc.Arrival end(QueryParams back, String browser) {
        return oidc.end(back.get("state"), back.get("code"), Optional.ofNullable(back.get("iss")), browser);
    }

    private static QueryParams back(URI address) {
        return QueryParams.fromQueryString(address.getRawQuery());
    }

    private Date seconds(int later) {
        return Date.from(clock.now.plusSeconds(later));
    }

    /** A clock that a test moves. */
    private static final class Moving extends Clock {
        private Instant now = Instant.now().plus(Duration.ofDays(1));

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
