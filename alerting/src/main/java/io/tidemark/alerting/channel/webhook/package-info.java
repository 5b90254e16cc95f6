/**
 * Webhooks: one POST of JSON for each notification, to an address that is configured by name.
 *
 * <p>Invariants: the address never comes from a message or a tag; redirects are not followed; each try carries the notification's id
 * as Idempotency-Key; a try ends within 30 s; of an answer at most 64 KiB are read. The body suits Slack's incoming webhooks and
 * those that copy them ({@code text}), with all facts beside it for programs.
 */
package io.tidemark.alerting.channel.webhook;
