package io.tidemark.console.route;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a person may do; each role may do what those before it may. */
public enum Role {
    /** Looks at everything but keys and users. */
    VIEWER,
    /** Changes monitors, downtimes, boards, tags, annotations, exclusions. */
    EDITOR,
    /** Manages keys and users. */
    ADMIN;

    public boolean includes(Role needed) {
        return ordinal() >= needed.ordinal();
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> named(String name) {
        return Arrays.stream(values()).filter(r -> r.text().equals(name)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Role::text).toList();
    }
}
