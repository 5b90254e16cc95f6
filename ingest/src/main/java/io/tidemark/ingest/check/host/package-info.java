/**
 * This host's own figures under Datadog's names and units, read by OSHI: processor, load, memory, disks, network, uptime. Not
 * done here: processes, containers.
 */
package io.tidemark.ingest.check.host;
