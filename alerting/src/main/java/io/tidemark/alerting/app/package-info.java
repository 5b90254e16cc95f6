/**
 * Composition root of alerting: the only place that reads settings, makes clients, and starts and stops things.
 *
 * <p>Order of starting: configuration is read to its end, then buckets are judged, then messages are sent; of stopping:
 * the reverse. Nothing is judged before all versions of monitors and downtimes that were there are known.
 */
package io.tidemark.alerting.app;
