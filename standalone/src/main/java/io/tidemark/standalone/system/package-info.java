/**
 * The whole system in one JVM: embedded broker, intake, detectors, alerting and console, started in the order of the data
 * and stopped against it. The only place that knows all services.
 *
 * <p>Invariants: one process uses a data folder at a time; everything listens on 127.0.0.1; a start that fails stops what
 * it had started. It holds no logic of any service.
 */
package io.tidemark.standalone.system;
