/**
 * Every topic of Tidemark in one registry: name, key, value, partitions, clean-up, retention, owner.
 *
 * <p>The registry creates the topics, checks them, and prints their reference page; nothing else knows a topic's
 * settings. Partitioning of series is here too, because it is part of the contract with foreign producers.
 */
package io.tidemark.topics;
