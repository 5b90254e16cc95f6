/**
 * Looking before saving: what a downtime would have held back in the weeks that passed, and the past records that this and other looks back
 * need. What a monitor's messages look like is {@link io.tidemark.alerting.topology.MonitorPreview}'s, because it judges as the
 * topology does.
 */
package io.tidemark.alerting.preview;
