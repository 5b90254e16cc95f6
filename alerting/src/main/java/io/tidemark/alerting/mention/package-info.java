/**
 * Tells people whom an event or an annotation names: {@code @name@example.org} in its text is told, of an annotation with the graph of
 * its span.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Events of ours ({@code source} beginning with {@code tidemark.}) name nobody, so no mail makes a mail.
 *   <li>Reading and writing are one transaction: each event is told once, whatever crashes.
 *   <li>At most {@link io.tidemark.alerting.mention.MentionLimit#PER_HOUR} mails a recipient and hour; what is beyond that is recorded as
 *       held by {@code limit:mentions}, and the last mail says so. What is older than an hour when it is read is recorded as held by
 *       {@code limit:age}.
 * </ul>
 *
 * <p>It stands outside the topology because it looks back into {@code rollups} for the graph. It sends nothing itself: its notifications go
 * through the outbox as all others.
 */
package io.tidemark.alerting.mention;
