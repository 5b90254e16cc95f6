/**
 * The promises of the product, proved on real processes: a broker, the services as the command line starts them, a mail
 * server, and clients that are not ours.
 *
 * <p>What must come out is worked out from what was put in by plain arithmetic ({@link io.tidemark.promises.Workload}), never
 * by the code under test, and compared as a multiset ({@link io.tidemark.promises.Exactly}), so that nothing may be missing,
 * too much or there twice. Loopback only, free ports, no sleeping: tests wait for facts.
 *
 * <p>Not here: what one module promises by itself; that is tested beside it.
 */
package io.tidemark.promises;
