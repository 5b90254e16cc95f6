/**
 * The HTTP intake that Datadog's agents and API clients use, with Datadog's routes and answers.
 *
 * <p>A request passes a gate (key, size, type, how many at once), is inflated under a cap, parsed as a stream under limits of
 * depth, number and text, and admitted series by series: a bad series is refused with its path and the others stay. It is
 * answered with 2xx only after Kafka has acknowledged what was accepted. Readers are pure; nothing here trusts a length that
 * the sender claims. Not read yet: protobuf bodies, which get 415.
 */
package io.tidemark.ingest.http;
