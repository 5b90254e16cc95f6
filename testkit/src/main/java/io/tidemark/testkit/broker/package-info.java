/**
 * A real Kafka for tests: in this JVM, or in one of its own that can be killed and started again on the same folder and
 * port. It is the broker the product embeds, with the same settings.
 *
 * <p>Topics are not created by use: a test creates what it needs.
 */
package io.tidemark.testkit.broker;
