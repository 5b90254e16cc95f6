/**
 * What a monitor decides: from judged buckets and ticks of one group to its state, with a reason.
 *
 * <p>Everything here is a function of a rule, the group's memory, and rows and ticks in the order of the log. Same log,
 * same decisions.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Only closed buckets are judged, each once, in the order of their start. A bucket corrected later changes what is
 *       remembered, and tells nobody.
 *   <li>Time is the end of the bucket that decided; only deadlines (no data, reminders) go by ticks. The no-data deadline
 *       counts from the tick at which the last data arrived, so that back-filled points, old as they are, are data.
 *   <li>States change in one table ({@link io.tidemark.alerting.monitor.GroupState}); what can't happen is refused.
 *   <li>The memory of a group is bounded: at most {@value io.tidemark.alerting.monitor.History#ROWS_MAX} rows.
 * </ul>
 *
 * <p>This package tells nobody anything and knows neither downtimes nor recipients, topics nor clocks.
 */
package io.tidemark.alerting.monitor;
