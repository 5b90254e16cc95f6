package io.tidemark.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A mailbox that the page may show: the built-in one of the demo. */
public interface Mails {

    /** What a list of mails shows. */
    record MailHead(String id, Instant at, String from, String to, String subject) {}

    /**
     * One mail.
     *
     * @param html its HTML part with pictures inlined as data: addresses; empty where it has none
     * @param text its text part
     * @param raw the message as it was received
     */
    record Mail(MailHead head, String html, String text, String raw) {}

    /** Newest first. */
    List<MailHead> list(int limit);

    Optional<Mail> get(String id);
}
