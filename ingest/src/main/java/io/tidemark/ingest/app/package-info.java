/** The composition root of the intake: reads settings, makes the producer, the doors and the servers, and ends them in order. */
package io.tidemark.ingest.app;
