/**
 * How a notification leaves the house: the contract of a channel, and what its answer means.
 *
 * <p>Invariants: one call tells one recipient and ends within a bounded time; it never throws for anything the other side does, but
 * says which of the five outcomes it was and how far it reaches (this message, this recipient, or the whole server); it sends the
 * same thing under the same identity when called again. Channels keep no queue and retry nothing: that is the outbox's part.
 */
package io.tidemark.alerting.channel;
