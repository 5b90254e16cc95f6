/**
 * Configuration documents as people read them: in force, in one form of text, and compared line by line.
 *
 * <p>Publishing and following are those of {@code io.tidemark.config}, the same that the services use.
 */
package io.tidemark.standalone.documents;
