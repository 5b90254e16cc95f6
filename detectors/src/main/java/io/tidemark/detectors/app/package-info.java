/**
 * Puts the detectors together: settings, clients, the stream, health and metrics. The only place that reads settings, creates
 * clients, or knows the wall clock; it decides nothing about data.
 */
package io.tidemark.detectors.app;
