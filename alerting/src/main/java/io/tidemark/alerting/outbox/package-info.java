/**
 * The outbox: sends the notifications that the alerting topology decided on, at least once, and writes down what became of each.
 *
 * <p>The topic {@code notifications} is the whole memory. A sender reads its partitions from the beginning (the topic is compacted), and
 * sends what is PENDING; after each try it writes the record again, and only when that write is acknowledged does it forget the message or
 * wait for the next try. So a crash anywhere costs at most one message sent twice, under the same Message-ID.
 *
 * <p>Invariants: HELD is never sent. One thread (incident) of one recipient is told in the order of its decisions, one message at a
 * time; what piled up while a server was down is told as one message, the latest, with the earlier ones as facts. A lane (server) that
 * fails as a whole is asked by one message at a time, at most 20 s apart after refusals; other lanes do not notice. After 24 h of
 * trying a message is FAILED, and an event says so. A recipient that a server refused is not tried again within the hour. Nothing is sent
 * before all assigned partitions are read to their end.
 *
 * <p>{@link io.tidemark.alerting.outbox.Outbox} decides, without Kafka, threads or a clock; {@link
 * io.tidemark.alerting.outbox.NotificationSender} is the shell that has all three. Order within a thread holds across several senders only if
 * its records share a partition: see {@link io.tidemark.alerting.outbox.NotificationSender#partition}.
 */
package io.tidemark.alerting.outbox;
