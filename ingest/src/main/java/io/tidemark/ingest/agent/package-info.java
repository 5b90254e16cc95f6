/**
 * The agent of a host: collector, DogStatsD, forwarder and status page under one supervisor, set up by a folder of YAML files.
 *
 * <pre>
 * tidemark.yaml                host name, tags, parts, forwarder
 * conf.d/NAME.d/*.yaml         init_config and instances of the check NAME
 * checks.d/NAME[.ext], *.jar   checks of one's own
 * </pre>
 *
 * The folder is read each second; what differs takes effect without a restart, and what cannot be read changes nothing and is
 * shown. A part that is off has no port and no thread; one that has died is started again. Not done here: what checks
 * measure, how the queue is kept.
 */
package io.tidemark.ingest.agent;
