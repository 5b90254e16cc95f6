/**
 * The forwarder: takes what the agent's doors admitted into a {@link io.tidemark.ingest.backlog.Backlog} and brings it to
 * Kafka in its order.
 *
 * <p>What is promised. An entry that the backlog has on disk is in Kafka exactly once for readers of committed records, over
 * any number of kills of the agent and outages of the brokers of any length, unless a limit of the backlog made it drop: each
 * transaction carries entries together with the position of the queue, kept as the committed offset of the queue's own
 * group. After any doubt (a timeout, a kill) the producer starts anew under the same transactional id, which ends what was
 * open, asks for the position, and goes on behind it. Books: received = published + dropped + in flight.
 *
 * <p>Not promised: samples that DogStatsD has not yet put into a bucket; more than Kafka keeps an idle group's offset for
 * (the folder's own position then decides, which lags by at most one transaction); the last second before a loss of power.
 */
package io.tidemark.ingest.forward;
