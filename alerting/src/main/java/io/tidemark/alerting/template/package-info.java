/**
 * Text for people: from a monitor's template and the facts of a decision to a subject and a body.
 *
 * <p>Pure: rendering reads nothing but its context, and the same context gives the same text. This package neither
 * decides whom to tell nor sends anything.
 */
package io.tidemark.alerting.template;
