package io.tidemark.console.access;

import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.route.Doorkeeper;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Role;
import io.tidemark.console.route.Who;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The doorkeeper of a console with users and keys. */
public final class Access implements Doorkeeper {

    /** A hash that no password has: a name that nobody has costs as much as a wrong password. Made when first needed. */
    private static final class Nobody {
        private static final String HASH = Passwords.hash(Secrets.random(16));
    }

    private final AccessBook book;
    private final Optional<SignIn> signIn;
    private final Sessions sessions;
    private final Tries tries;
    private final Clock clock;
    private final boolean openWithoutUsers;

    /**
     * @param signIn a name and password given at start; an admin
     * @param openWithoutUsers whether it is open until there is a user: nobody but this machine can reach it, and no OpenID
     *     provider is named
     */
    public Access(AccessBook book, Optional<SignIn> signIn, Clock clock, boolean openWithoutUsers) {
        this.book = book;
        this.signIn = signIn;
        this.clock = clock;
        this.openWithoutUsers = openWithoutUsers;
        this.sessions = new Sessions(clock);
        this.tries = new Tries(clock);
    }

    /** Whether everybody on this machine may do everything. */
    public boolean isOpen() {
        return openWithoutUsers && signIn.isEmpty() && book.contents().users().isEmpty();
    }

    public AccessBook book() {
        return book;
    }

    @Override
    public Optional<Who> identify(Shown shown) {
        if (isOpen()) {
            return Optional.of(Who.LOCAL);
        }
        if (shown.applicationKey().isPresent() || shown.apiKey().isPresent()) {
            return shown.applicationKey().isEmpty() ? Optional.empty() : Optional.of(byKeys(shown));
        }
        if (shown.link().isPresent()) {
            return Optional.of(byLink(shown.link().get(), shown.target()));
        }
        Optional<Who> bySession = shown.session().flatMap(this::bySession);
        return bySession.isPresent() || shown.authorization().isEmpty() ? bySession : Optional.of(byPassword(shown));
    }

    @Override
    public boolean tokenFits(String session, Optional<String> token) {
        return isOpen()
                || sessions.get(session)
                        .map(open -> Secrets.same(open.token(), token.orElse("")))
                        .orElse(false);
    }

    /** A session of somebody who gave name and password. */
    public record SignedIn(String session, String token, Who who, Duration lasts) {

        /** For Set-Cookie. */
        public String cookie() {
            return "tidemark_session=" + session + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + lasts.toSeconds();
        }
    }

    /** @throws Problem 401 for a wrong name or password, 429 after too many */
    public SignedIn signIn(String name, String password, String remote) {
        return open(checked(name, password, remote), Optional.empty());
    }

    /** A session of somebody whom the OpenID provider told of. @throws Problem 403 where their name is somebody else's */
    public SignedIn signIn(Guest guest) {
        boolean given = signIn.map(one -> one.user().equals(guest.name())).orElse(false);
        try {
            if (given) {
                throw new IllegalArgumentException(
                        "The name is the one given at start. Take another for it. [name-taken]");
            }
            book.putGuest(guest.name(), guest.role(), guest.email(), guest.subject());
        } catch (IllegalArgumentException taken) {
            throw refused("oidc-name", taken.getMessage());
        }
        return open(whoIs(guest.name(), Who.Means.SESSION).orElseThrow(), Optional.of(guest.idToken()));
    }

    /** Removes whoever has no role any more at the provider, with keys and sessions. */
    public void forget(String subject) {
        book.contents().users().stream()
                .filter(user -> user.subject().equals(subject) && !subject.isEmpty())
                .toList()
                .forEach(user -> {
                    book.removeUser(user.name());
                    signOutAll(user.name());
                });
    }

    private SignedIn open(Who who, Optional<String> idToken) {
        Sessions.Session session = sessions.open(who.name(), idToken);
        return new SignedIn(session.id(), session.token(), who, Duration.ofHours(Sessions.HOURS));
    }

    /** Ends a session; gives the ID token where it was opened at the OpenID provider, so that it can be ended there too. */
    public Optional<String> signOut(String session) {
        Optional<String> idToken = sessions.get(session).flatMap(Sessions.Session::idToken);
        sessions.close(session);
        return idToken;
    }

    /** What changing requests of a session carry: for its own page, which a browser lets read no other. */
    public Optional<String> token(String session) {
        return sessions.get(session).map(Sessions.Session::token);
    }

    /** Ends all sessions of a user, whose password or role changed. */
    public void signOutAll(String user) {
        sessions.closeOf(user);
    }

    /** A link to one path and query, for whoever has it, until an instant. */
    public String link(String target, Instant until) {
        String seconds = Long.toString(until.getEpochSecond());
        return seconds + "." + Secrets.sign(book.contents().linkSecret(), seconds + " " + target);
    }

    private Who byLink(String link, String target) {
        int dot = link.indexOf('.');
        boolean formed = dot > 0 && link.substring(0, dot).matches("\\d{1,12}");
        String expected =
                formed ? Secrets.sign(book.contents().linkSecret(), link.substring(0, dot) + " " + target) : "";
        if (!formed || !Secrets.same(expected, link.substring(dot + 1))) {
            throw refused(
                    "bad-link", "The link is not one of this console, or its address was changed. Ask for a new one.");
        }
        if (Long.parseLong(link.substring(0, dot)) <= clock.instant().getEpochSecond()) {
            throw refused(
                    "old-link",
                    "The link ended at " + Instant.ofEpochSecond(Long.parseLong(link.substring(0, dot)))
                            + ". Ask for a new one.");
        }
        return new Who("link", Role.VIEWER, Set.of(), Who.Means.LINK);
    }

    private Who byKeys(Shown shown) {
        String source = "key " + shown.remote();
        slow(source);
        Optional<AccessBook.Key> api =
                find(book.contents().apiKeys(), shown.apiKey().orElse(""));
        Optional<AccessBook.Key> application =
                find(book.contents().applicationKeys(), shown.applicationKey().orElse(""));
        Optional<AccessBook.User> owner = application.flatMap(key -> book.user(key.owner()));
        if (api.isEmpty() || owner.isEmpty()) {
            tries.wrong(source);
            throw refused("bad-key", "The API key or the application key is not known here. Check both.");
        }
        return new Who(
                owner.get().name(),
                owner.get().role(),
                Set.copyOf(application.get().scopes()),
                Who.Means.KEYS);
    }

    private static Optional<AccessBook.Key> find(List<AccessBook.Key> keys, String text) {
        String digest = Secrets.digest(text);
        AccessBook.Key found = null;
        for (AccessBook.Key key : keys) {
            found = Secrets.same(key.digest(), digest) ? key : found;
        }
        return Optional.ofNullable(found);
    }

    /** Whether an API key is known: what intake asks. */
    public boolean knowsApiKey(String text) {
        return find(book.contents().apiKeys(), text).isPresent();
    }

    private Optional<Who> bySession(String id) {
        return sessions.get(id).flatMap(session -> whoIs(session.user(), Who.Means.SESSION));
    }

    private Optional<Who> whoIs(String name, Who.Means means) {
        if (signIn.isPresent() && signIn.get().user().equals(name)) {
            return Optional.of(new Who(name, Role.ADMIN, Set.of(), means));
        }
        return book.user(name).map(user -> new Who(name, user.role(), Set.of(), means));
    }

    private Who byPassword(Shown shown) {
        String header = shown.authorization().orElse("");
        String decoded = "";
        if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                decoded = new String(
                        Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notBase64) {
                decoded = "";
            }
        }
        int colon = decoded.indexOf(':');
        if (colon < 0) {
            throw Problem.of(
                    HttpStatus.UNAUTHORIZED,
                    "sign-in",
                    "Authorization is no name and password (expected Basic). Sign in.");
        }
        Who who = checked(decoded.substring(0, colon), decoded.substring(colon + 1), shown.remote());
        return new Who(who.name(), who.role(), who.scopes(), Who.Means.PASSWORD);
    }

    private Who checked(String name, String password, String remote) {
        String address = "address " + remote;
        String account = "user " + name;
        slow(address);
        slow(account);
        boolean given = signIn.map(one -> one.allows(name, password)).orElse(false);
        String hash = book.user(name)
                .map(AccessBook.User::password)
                .filter(Passwords::isHash)
                .orElseGet(() -> Nobody.HASH);
        if (!given && !Passwords.fits(password, hash)) {
            tries.wrong(address);
            tries.wrong(account);
            throw Problem.of(
                    HttpStatus.UNAUTHORIZED, "wrong-password", "Name or password is wrong. Check both; case matters.");
        }
        return whoIs(name, Who.Means.SESSION).orElseThrow();
    }

    private void slow(String source) {
        if (tries.exhausted(source)) {
            throw Problem.of(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-tries",
                    Tries.WRONG_A_MINUTE_MAX + " wrong tries within a minute. Wait for the next minute.");
        }
    }

    private static Problem refused(String reason, String message) {
        return Problem.of(HttpStatus.FORBIDDEN, reason, message);
    }
}
