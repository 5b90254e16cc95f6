/**
 * Puts the console together: settings, history, the thread that fills it, documents, routes, server. The only package here
 * that reads settings and makes Kafka clients.
 */
package io.tidemark.console.app;
