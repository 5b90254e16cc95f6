package io.tidemark.ingest.statsd;

/**
 * A service check as a client sent it.
 *
 * @param status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
 * @param timestampSeconds Unix seconds; 0 where the client gave none
 * @param tags raw, separated by commas; empty for none
 */
record StatsdCheck(String name, int status, long timestampSeconds, String host, String message, String tags) {}
