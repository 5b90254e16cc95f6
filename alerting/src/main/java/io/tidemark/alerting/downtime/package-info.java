/**
 * Downtimes: which hours of which days, in local time, hold back whose notifications.
 *
 * <p>A downtime has a schedule (one span, or rules of RFC 5545 in a time zone), a choice of monitors and a scope of
 * groups. Everything here is a pure function of those and of an instant.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A recurring window is a start and an end in wall-clock time, never a start plus elapsed hours. Local times and
 *       the zone are kept, instants are computed: a newer release of the zone data moves windows with the clocks.
 *   <li>A start in a gap begins at the gap's end, an end in a gap ends there; in an overlap a start takes the earlier
 *       and an end the later instant. No window is negative; one that is empty after that is reported, not dropped
 *       silently.
 *   <li>At most 1,000 downtimes ({@link io.tidemark.alerting.downtime.Downtimes#COUNT_MAX}); no window under a minute.
 * </ul>
 *
 * <p>This package does not hold anything back itself, does not read topics, and knows no clock.
 */
package io.tidemark.alerting.downtime;
