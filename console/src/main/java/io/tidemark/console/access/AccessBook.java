package io.tidemark.console.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.console.route.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Users and keys, as one file keeps them: written whole beside the old one and then moved over it, readable by its owner
 * alone. Thread-safe.
 */
public final class AccessBook {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final int USERS_MAX = 1_000;
    private static final int KEYS_MAX = 10_000;
    private static final int KEY_BYTES = 16;
    private static final int APPLICATION_KEY_BYTES = 20;

    /**
     * Somebody.
     *
     * @param password hash of {@link Passwords}; empty for who signs in at the OpenID provider
     * @param subject who that is there; empty for who has a password
     */
    public record User(String name, Role role, String password, String email, String subject) {
        public User {
            email = email == null ? "" : email;
            subject = subject == null ? "" : subject;
        }
    }

    /**
     * A key.
     *
     * @param owner user whose role it has; of an API key who made it
     * @param scopes of an application key; empty: all that the role may
     * @param digest what it is checked with
     * @param last4 its last characters, so that people can tell keys apart
     */
    public record Key(
            String id, String name, String owner, List<String> scopes, String digest, String last4, String created) {
        public Key {
            scopes = List.copyOf(scopes);
        }
    }

    /** All of the file. */
    public record Contents(
            List<User> users,
            @JsonProperty("api_keys") List<Key> apiKeys,
            @JsonProperty("application_keys") List<Key> applicationKeys,
            @JsonProperty("link_secret") String linkSecret) {
        public Contents {
            users = users == null ? List.of() : List.copyOf(users);
            apiKeys = apiKeys == null ? List.of() : List.copyOf(apiKeys);
            applicationKeys = applicationKeys == null ? List.of() : List.copyOf(applicationKeys);
            linkSecret = linkSecret == null || linkSecret.isEmpty() ? Secrets.random(32) : linkSecret;
        }
    }

    /** A key with its text, which is told once and not kept. */
    public record NewKey(Key key, String text) {}

    private final Optional<Path> file;
    private final Clock clock;
    private volatile Contents contents;

    private AccessBook(Optional<Path> file, Clock clock, Contents contents) {
        this.file = file;
        this.clock = clock;
        this.contents = contents;
    }

    /** Reads a file; one that is not there is empty until something is added. */
    public static AccessBook open(Path file, Clock clock) {
        try {
            Contents contents = Files.exists(file)
                    ? JSON.readValue(Files.readAllBytes(file), Contents.class)
                    : new Contents(null, null, null, null);
            contents.users().forEach(user -> check(user, file));
            return new AccessBook(Optional.of(file), clock, contents);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The access file " + file + " cannot be read: "
                            + e.getMessage().lines().findFirst().orElse("")
                            + " (expected JSON with users, api_keys and application_keys). Correct it. [bad-access-file]",
                    e);
        }
    }

    /** Kept in memory only, for a console that listens on the loopback address and was given no file. */
    public static AccessBook inMemory(Clock clock) {
        return new AccessBook(Optional.empty(), clock, new Contents(null, null, null, null));
    }

    public Contents contents() {
        return contents;
    }

    public Optional<User> user(String name) {
        return contents.users().stream()
                .filter(user -> user.name().equals(name))
                .findFirst();
    }

    /** Adds a user, or gives an old one this role and password. */
    public void putUser(String name, Role role, String password, String email) {
        checkName(name);
        put(new User(name, role, Passwords.hash(password), email, ""));
    }

    /** Gives an old user another role; false where there is none of that name. */
    public boolean changeRole(String name, Role role) {
        Optional<User> known = user(name);
        known.ifPresent(user -> put(new User(name, role, user.password(), user.email(), user.subject())));
        return known.isPresent();
    }

    /**
     * Adds whoever signed in at the OpenID provider, or gives them the role that it tells now.
     *
     * @throws IllegalArgumentException where the name belongs to somebody else
     */
    public void putGuest(String name, Role role, String email, String subject) {
        checkName(name);
        if (user(name).map(known -> !known.subject().equals(subject)).orElse(false)) {
            throw new IllegalArgumentException("The name \"" + name + "\" belongs to another user of this console"
                    + " (expected nobody, or who signed in with it before). Ask an admin. [name-taken]");
        }
        put(new User(name, role, "", email, subject));
    }

    private static void checkName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")) {
            throw new IllegalArgumentException("The user's name is \"" + name.replaceAll("\\p{Cntrl}", "?")
                    + "\" (expected 1 to 100 letters, digits and . _ @ -). Change it. [bad-user]");
        }
    }

    private void put(User user) {
        change(old -> {
            List<User> users = new ArrayList<>(old.users());
            users.removeIf(known -> known.name().equals(user.name()));
            full("users", users.size(), USERS_MAX);
            users.add(user);
            return new Contents(users, old.apiKeys(), old.applicationKeys(), old.linkSecret());
        });
    }

    /** Removes a user and their application keys; false where there was none. */
    public boolean removeUser(String name) {
        boolean known = user(name).isPresent();
        change(old -> new Contents(
                old.users().stream().filter(user -> !user.name().equals(name)).toList(),
                old.apiKeys(),
                old.applicationKeys().stream()
                        .filter(key -> !key.owner().equals(name))
                        .toList(),
                old.linkSecret()));
        return known;
    }

    public NewKey addApiKey(String name, String owner) {
        NewKey made = make(name, owner, List.of(), KEY_BYTES);
        change(old -> {
            full("api_keys", old.apiKeys().size(), KEYS_MAX);
            return new Contents(old.users(), plus(old.apiKeys(), made.key()), old.applicationKeys(), old.linkSecret());
        });
        return made;
    }

    public NewKey addApplicationKey(String name, String owner, List<String> scopes) {
        NewKey made = make(name, owner, scopes, APPLICATION_KEY_BYTES);
        change(old -> {
            full("application_keys", old.applicationKeys().size(), KEYS_MAX);
            return new Contents(old.users(), old.apiKeys(), plus(old.applicationKeys(), made.key()), old.linkSecret());
        });
        return made;
    }

    /** Changes or, with an empty result, removes the keys of either kind; tells whether any was meant. */
    public boolean changeKey(boolean application, String id, java.util.function.Function<Key, Optional<Key>> how) {
        List<Key> keys = application ? contents.applicationKeys() : contents.apiKeys();
        boolean known = keys.stream().anyMatch(key -> key.id().equals(id));
        change(old -> {
            List<Key> changed = (application ? old.applicationKeys() : old.apiKeys())
                    .stream()
                            .flatMap(key ->
                                    key.id().equals(id) ? how.apply(key).stream() : java.util.stream.Stream.of(key))
                            .toList();
            return application
                    ? new Contents(old.users(), old.apiKeys(), changed, old.linkSecret())
                    : new Contents(old.users(), changed, old.applicationKeys(), old.linkSecret());
        });
        return known;
    }

    private NewKey make(String name, String owner, List<String> scopes, int bytes) {
        String text = Secrets.random(bytes);
        Key key = new Key(
                Secrets.random(8),
                name,
                owner,
                scopes,
                Secrets.digest(text),
                text.substring(text.length() - 4),
                clock.instant().toString());
        return new NewKey(key, text);
    }

    private static List<Key> plus(List<Key> keys, Key key) {
        List<Key> more = new ArrayList<>(keys);
        more.add(key);
        return more;
    }

    private static void full(String what, int size, int max) {
        if (size >= max) {
            throw new IllegalArgumentException(
                    "There are " + size + " " + what + " (expected at most " + max + "). Remove some. [too-many]");
        }
    }

    private static void check(User user, Path file) {
        if (user.subject().isEmpty() && !Passwords.isHash(user.password())) {
            throw new IllegalArgumentException("The password of " + user.name() + " in " + file
                    + " is no hash (expected pbkdf2-sha256$iterations$salt$hash). Set it with tidemark access user "
                    + user.name() + ". [bad-password-hash]");
        }
    }

    private synchronized void change(UnaryOperator<Contents> how) {
        Contents next = how.apply(contents);
        file.ifPresent(path -> write(path, next));
        contents = next;
    }

    private static void write(Path file, Contents contents) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(
                    folder,
                    file.getFileName() + ".",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, JSON.writeValueAsBytes(contents));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The access file " + file + " cannot be written", e);
        }
    }
}
