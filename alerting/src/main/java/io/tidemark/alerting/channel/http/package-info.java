/**
 * One POST of JSON over HTTP, and what its answer means: shared by webhooks and Alertmanager.
 *
 * <p>Invariants: a try ends within its limit; redirects are not followed; of an answer at most 64 KiB are read; an {@link
 * io.tidemark.alerting.channel.http.AddressGuard} is asked before each try.
 */
package io.tidemark.alerting.channel.http;
