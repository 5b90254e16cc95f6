package io.tidemark.standalone.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who changes documents from this command line, for those who are told of it: {@code TIDEMARK_AUTHOR}, else user@host. */
final class Author {
    private Author() {}

    static String name() {
        String stated = System.getenv("TIDEMARK_AUTHOR");
        if (stated != null && !stated.isBlank()) {
            return stated.strip();
        }
        String user = System.getProperty("user.name", "somebody");
        try {
            return user + "@" + InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return user; // a machine without a name of its own
        }
    }
}
