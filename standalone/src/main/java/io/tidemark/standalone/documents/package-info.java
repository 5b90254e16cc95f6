/**
 * Configuration documents on their compacted topics: what is in force, publishing a new version, taking one away.
 *
 * <p>Invariants: a document is published only after it was accepted by the same reader that the services use; what is
 * equal to the version in force is not published again, so that applying a file twice changes nothing.
 */
package io.tidemark.standalone.documents;
