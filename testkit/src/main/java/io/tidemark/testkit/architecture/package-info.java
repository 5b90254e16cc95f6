/**
 * Import control: which packages must stay pure, checked by the build.
 *
 * <p>Pure means: no Kafka, no HTTP, no logging, no clock. A pure package can be read, tested and replayed on its own.
 */
package io.tidemark.testkit.architecture;
