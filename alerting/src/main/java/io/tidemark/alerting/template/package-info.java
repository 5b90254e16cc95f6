/**
 * Text for people: from a monitor's template and the facts of a decision to a subject and a body.
 *
 * <p>Pure: rendering reads nothing but its context, and the same context gives the same text. This package neither
 * decides whom to tell nor sends anything. {@link io.tidemark.message.Template#check} finds the faults of a template by line
 * and column before it is accepted; {@link io.tidemark.alerting.template.MessageTemplates} renders; {@link
 * io.tidemark.alerting.template.Handles} reads whom a rendered text names.
 *
 * <p>Limits: 100 KiB of template and of text, blocks 32 deep, no loops, no templates within templates, so that no template takes longer
 * than 500 ms. Text is not escaped here; each channel escapes for its own format. An {@code @} in the value of a tag never makes a
 * recipient.
 */
package io.tidemark.alerting.template;
