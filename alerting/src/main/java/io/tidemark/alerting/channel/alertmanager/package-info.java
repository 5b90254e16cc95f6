/**
 * Prometheus Alertmanager as a target, for those who have their routing there: one POST to {@code /api/v2/alerts} a notification.
 *
 * <p>Invariants: an incident is the same alert there from its first message to its recovery (the same labels); what goes from Alert to
 * Warn ends the one severity and begins the other in one request; a firing alert ends there by itself after a week without any word from
 * us. Nothing is read back.
 */
package io.tidemark.alerting.channel.alertmanager;
