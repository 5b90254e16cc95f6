/**
 * The containers of a Docker engine, over its API. Names and tags are those of Datadog's Docker check. Works with whatever
 * speaks that API; not done here: events, disks, anything that changes a container.
 */
package io.tidemark.ingest.check.docker;
