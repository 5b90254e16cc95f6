package io.tidemark.ingest.http;

/**
 * Who sends a request.
 *
 * @param address for people
 * @param client whose share of the series limit it uses: a fingerprint of the key where keys are asked for, the address
 *     otherwise
 */
public record Caller(String address, String client) {}
