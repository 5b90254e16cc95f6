/**
 * Why nobody was told: a group's rows judged once more, up to a moment, by the code that judged them then; and the smallest
 * change that would have fired.
 *
 * <p>Invariants: same rows, same monitor, same answer; nothing here reads a topic or a clock. Monitors that hold groups against each
 * other, composites, checks and events are not judged again here: their answer says so.
 */
package io.tidemark.alerting.whynot;
