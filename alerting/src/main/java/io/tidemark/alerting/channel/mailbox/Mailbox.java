package io.tidemark.alerting.channel.mailbox;

import java.util.List;
import java.util.Optional;

/** What arrived. Safe to read from any thread. */
public interface Mailbox {

    /** All mails, newest first. */
    List<Mail> list();

    /** The whole mail as it would go over the wire. @param id id of the notification */
    Optional<byte[]> get(String id);
}
