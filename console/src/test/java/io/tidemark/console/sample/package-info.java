/** A made-up week of a small shop, written to the topics as the services would: for tests, and to look at the page by hand. */
package io.tidemark.console.sample;
