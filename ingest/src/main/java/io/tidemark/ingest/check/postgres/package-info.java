/**
 * A PostgreSQL server as a user with the role {@code pg_monitor} sees it. Names, units and tags are those of Datadog's
 * integration. Read only: every statement runs in a read-only session with a limit on its time.
 */
package io.tidemark.ingest.check.postgres;
