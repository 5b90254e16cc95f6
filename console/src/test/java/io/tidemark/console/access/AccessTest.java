package io.tidemark.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.route.Doorkeeper.Shown;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Role;
import io.tidemark.console.route.SignedTarget;
import io.tidemark.console.route.Who;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessTest {

    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private Path folder;

    private final Moving clock = new Moving();
    private final AccessBook book = AccessBook.inMemory(clock);
    private final Access access = new Access(book, Optional.empty(), clock, true);

    @Test
    void onLoopbackEverythingIsOpenUntilThereIsAUser() {
        assertThat(access.identify(shown(null, null, null, null))).contains(Who.LOCAL);

        book.putUser("ada", Role.VIEWER, PASSWORD, "");

        assertThat(access.identify(shown(null, null, null, null))).isEmpty();
    }

    @Test
    void elsewhereNothingIsOpenThoughThereIsNoUser() {
        assertThat(new Access(book, Optional.empty(), clock, false).identify(shown(null, null, null, null)))
                .isEmpty();
    }

    @Test
    void bothKeysTogetherAreTheOwnerWithTheKeysScopes() {
        book.putUser("ada", Role.EDITOR, PASSWORD, "");
        String api = book.addApiKey("ci", "ada").text();
        String application =
                book.addApplicationKey("ci", "ada", List.of("monitors_read")).text();

        Who who = access.identify(shown(api, application, null, null)).orElseThrow();

        assertThat(who.name()).isEqualTo("ada");
        assertThat(who.role()).isEqualTo(Role.EDITOR);
        assertThat(who.scopes()).containsExactly("monitors_read");
        assertThat(access.identify(shown(api, null, null, null))).isEmpty();
        refused(() -> access.identify(shown("wrong", application, null, null)), HttpStatus.FORBIDDEN);
    }

    @Test
    void aKeyEndsWithItsOwner() {
        book.putUser("ada", Role.EDITOR, PASSWORD, "");
        book.putUser("bob", Role.EDITOR, PASSWORD, "");
        String api = book.addApiKey("ci", "bob").text();
        String application = book.addApplicationKey("ci", "ada", List.of()).text();
        book.removeUser("ada");

        refused(() -> access.identify(shown(api, application, null, null)), HttpStatus.FORBIDDEN);
    }

    @Test
    void aSessionEndsAtSignOutAfterItsTimeAndWhenThePasswordChanges() {
        book.putUser("ada", Role.ADMIN, PASSWORD, "");
        String out = access.signIn("ada", PASSWORD, "10.0.0.1").session();
        access.signOut(out);
        assertThat(access.identify(shown(null, null, out, null))).isEmpty();

        String changed = access.signIn("ada", PASSWORD, "10.0.0.1").session();
        assertThat(changed).isNotEqualTo(out);
        access.signOutAll("ada");
        assertThat(access.identify(shown(null, null, changed, null))).isEmpty();

        String old = access.signIn("ada", PASSWORD, "10.0.0.1").session();
        assertThat(access.identify(shown(null, null, old, null))).isPresent();
        clock.pass(Duration.ofHours(Sessions.HOURS));
        assertThat(access.identify(shown(null, null, old, null))).isEmpty();
    }

    /** Row W06: an id that was put into a browser beforehand is nobody's, before sign-in and after it. */
    @Test
    void anIdFromElsewhereNeverBecomesASession() {
        book.putUser("ada", Role.ADMIN, PASSWORD, "");
        String planted = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        assertThat(access.identify(shown(null, null, planted, null))).isEmpty();

        String first = access.signIn("ada", PASSWORD, "10.0.0.1").session();
        String second = access.signIn("ada", PASSWORD, "10.0.0.1").session();

        assertThat(second).as("renewed at each sign-in").isNotEqualTo(first).isNotEqualTo(planted);
        assertThat(access.identify(shown(null, null, planted, null))).isEmpty();
    }

    @Test
    void aSessionChangesNothingWithoutItsToken() {
        book.putUser("ada", Role.ADMIN, PASSWORD, "");
        Access.SignedIn signed = access.signIn("ada", PASSWORD, "10.0.0.1");
        Access.SignedIn other = access.signIn("ada", PASSWORD, "10.0.0.1");

        assertThat(access.tokenFits(signed.session(), Optional.of(signed.token())))
                .isTrue();
        assertThat(access.tokenFits(signed.session(), Optional.of(other.token())))
                .isFalse();
        assertThat(access.tokenFits(signed.session(), Optional.empty())).isFalse();
    }

    @Test
    void afterTenWrongTriesTheRightPasswordIsRefusedForTheRestOfTheMinute() {
        book.putUser("ada", Role.ADMIN, PASSWORD, "");
        for (int i = 0; i < Tries.WRONG_A_MINUTE_MAX; i++) {
            int address = i;
            refused(() -> access.signIn("ada", "wrong password", "10.0.0." + address), HttpStatus.UNAUTHORIZED);
        }
        refused(() -> access.signIn("ada", PASSWORD, "10.0.0.99"), HttpStatus.TOO_MANY_REQUESTS);

        clock.pass(Duration.ofMinutes(1));

        assertThat(access.signIn("ada", PASSWORD, "10.0.0.99").who().name()).isEqualTo("ada");
    }

    @Test
    void aLinkShowsOneThingUntilItEnds() {
        book.putUser("ada", Role.ADMIN, PASSWORD, "");
        String target = SignedTarget.of("/api/v1/query?to=2&from=1&query=avg:a{*}");
        String link = access.link(target, clock.instant().plusSeconds(60));

        assertThat(access.identify(linked(link, target)).orElseThrow().role()).isEqualTo(Role.VIEWER);
        assertThat(target).isEqualTo(SignedTarget.of("/api/v1/query?query=avg:a{*}&from=1&to=2"));
        refused(() -> access.identify(linked(link, target.replace("to=2", "to=3"))), HttpStatus.FORBIDDEN);
        refused(() -> access.identify(linked("9" + link, target)), HttpStatus.FORBIDDEN);
        clock.pass(Duration.ofSeconds(61));
        refused(() -> access.identify(linked(link, target)), HttpStatus.FORBIDDEN);
    }

    @Test
    void theFileHoldsNoPasswordAndNoKeyAndOnlyItsOwnerReadsIt() throws Exception {
        Path file = folder.resolve("access.json");
        AccessBook kept = AccessBook.open(file, clock);
        kept.putUser("ada", Role.ADMIN, PASSWORD, "ada@example.org");
        String key = kept.addApiKey("ci", "ada").text();

        assertThat(Files.readString(file))
                .doesNotContain(PASSWORD)
                .doesNotContain(key)
                .contains("pbkdf2-sha256$600000$");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Access again = new Access(AccessBook.open(file, clock), Optional.empty(), clock, false);
        assertThat(again.knowsApiKey(key)).isTrue();
        assertThat(again.signIn("ada", PASSWORD, "10.0.0.1").who().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void aFileWithAPlainPasswordIsRefused() throws Exception {
        Path file = folder.resolve("access.json");
        Files.writeString(file, "{\"users\":[{\"name\":\"ada\",\"role\":\"ADMIN\",\"password\":\"secret\"}]}");

        assertThatThrownBy(() -> AccessBook.open(file, clock))
                .hasMessageContaining("[bad-password-hash]")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theNameAndPasswordGivenAtStartAreAnAdmin() {
        Access given = new Access(book, Optional.of(new SignIn("ops", PASSWORD)), clock, false);
        String basic = "Basic " + java.util.Base64.getEncoder().encodeToString(("ops:" + PASSWORD).getBytes());

        assertThat(given.identify(shown(null, null, null, basic)).orElseThrow().role())
                .isEqualTo(Role.ADMIN);
        refused(() -> given.identify(shown(null, null, null, "Basic b3BzOndyb25n")), HttpStatus.UNAUTHORIZED);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, HttpStatus status) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(status));
    }

    private static Shown shown(String api, String application, String session, String authorization) {
        return new Shown(
                Optional.ofNullable(api),
                Optional.ofNullable(application),
                Optional.ofNullable(session),
                Optional.ofNullable(authorization),
                Optional.empty(),
                "/",
                "10.0.0.1");
    }

    private static Shown linked(String link, String target) {
        return new Shown(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(link),
                target,
                "10.0.0.1");
    }

    /** A clock that moves when told. */
    private static final class Moving extends Clock {
        private Instant now = Instant.parse("2026-03-02T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
