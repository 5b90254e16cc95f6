/** Asks a web address: whether it answers, how soon, with what, and for how many days its certificate is still good. */
package io.tidemark.ingest.check.http;
