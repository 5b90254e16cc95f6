/**
 * E-mail: composes the message (text, HTML, picture) and hands it to an SMTP server.
 *
 * <p>Invariants: the message of a notification has the same Message-ID and the same bytes whenever it is composed; one recipient a
 * message; nothing a series' tags or a monitor's text say can add a header, a recipient, or a script. Each step of the dialogue has a
 * deadline of its own (connect 10 s, command 30 s, end of the message 60 s) that holds for the whole step, not for each read, and
 * a reply is read up to 8 KiB.
 *
 * <p>The MIME parts are Angus Mail's. The dialogue is our own, because two things that decide between "try again" and "it may have
 * arrived" are not told by a mail library: whether the final dot had been written when a connection broke, and which step ran out of
 * time. It does not queue, retry, or know downtimes.
 */
package io.tidemark.alerting.channel.email;
