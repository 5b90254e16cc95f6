/**
 * The configuration documents (detectors, monitors, downtimes) as the topics say, kept in memory for pages.
 *
 * <p>Bounded by {@link io.tidemark.console.documents.Documents#DOCUMENTS_MAX}. It shows what documents say; what they
 * mean is for the services that act on them.
 */
package io.tidemark.console.documents;
