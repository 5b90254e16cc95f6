package io.tidemark.alerting.template;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a rendered message names: {@code @name@example.org} is an e-mail address, {@code @webhook-NAME} and
 * {@code @alertmanager-NAME} a configured target.
 *
 * <p>Found after rendering, so that blocks decide who is told. An {@code @} inside a word ({@code root@host}) is no handle.
 *
 * @param known whom to tell, each once, in the order of the text
 * @param unknown handles that no channel answers to, as written, for the report
 */
public record Handles(List<Handle> known, List<String> unknown) {

    /**
     * One recipient.
     *
     * @param channel 'email', 'webhook' or 'alertmanager'
     * @param recipient address, or name of the target
     */
    public record Handle(String channel, String recipient) {
        public Handle {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(recipient, "recipient");
        }
    }

    /** Handles read from one text; the rest is reported as unknown. */
    public static final int HANDLES_MAX = 100;

    private static final Pattern HANDLE =
            Pattern.compile("(?<![\\p{L}\\p{N}_.+@-])@([\\p{L}\\p{N}_.+-]{1,64}(?:@[\\p{L}\\p{N}.-]{1,253})?)");
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9_.+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]+)*");
    private static final List<String> NAMED = List.of("webhook", "alertmanager");

    public Handles {
        known = List.copyOf(known);
        unknown = List.copyOf(unknown);
    }

    /** A text without its handles, on one line: for headlines. */
    public static String without(String text) {
        return leftOut(text).replaceAll("\\s+", " ").strip();
    }

    /** A text without its handles, line by line. */
    public static String leftOut(String text) {
        return HANDLE.matcher(text).replaceAll("").strip();
    }

    /** The handles of {@code body}. */
    public static Handles in(String body) {
        Set<Handle> known = new LinkedHashSet<>();
        Set<String> unknown = new LinkedHashSet<>();
        Matcher matcher = HANDLE.matcher(body);
        while (matcher.find() && known.size() + unknown.size() < 2 * HANDLES_MAX) {
            String word = matcher.group(1).replaceAll("[.-]+$", "");
            if (known.size() == HANDLES_MAX) {
                unknown.add("@" + word);
            } else if (ADDRESS.matcher(word).matches()) {
                known.add(new Handle("email", word));
            } else if (!word.isEmpty()) {
                named(word).ifPresentOrElse(known::add, () -> unknown.add("@" + word));
            }
        }
        return new Handles(List.copyOf(known), List.copyOf(unknown));
    }

    /** {@code webhook-chat} is the target of that name of that channel. */
    private static Optional<Handle> named(String word) {
        return NAMED.stream()
                .filter(channel -> word.startsWith(channel + "-") && word.length() > channel.length() + 1)
                .findFirst()
                .map(channel -> new Handle(channel, word.substring(channel.length() + 1)));
    }
}
