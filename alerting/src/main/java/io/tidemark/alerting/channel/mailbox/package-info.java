/**
 * A mailbox inside the process: for the demo, and for a first look without a mail server.
 *
 * <p>Invariants: it holds exactly the bytes that SMTP would have carried; at most 500 mails and 64 MiB, the oldest go first. It is no
 * mail server: nothing can be delivered into it from outside.
 */
package io.tidemark.alerting.channel.mailbox;
