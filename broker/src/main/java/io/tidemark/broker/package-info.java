/**
 * A real Kafka broker and controller in one process, on 127.0.0.1 only, with its data in one folder.
 *
 * <p>Invariants: both listeners bind the loopback address; a folder is formatted once and used by one broker at a time
 * ({@link io.tidemark.broker.FolderLock}); the ports are remembered in the folder, so that clients find a restarted broker
 * where it was; internal topics have one replica. What clients were told is written survives {@code kill -9} of the
 * process; it does not survive the loss of the machine's memory, because nothing is forced to the disk per record.
 *
 * <p>It does not create topics, and it is no cluster: for that, point the services at one with
 * {@code --bootstrap-servers}.
 */
package io.tidemark.broker;
