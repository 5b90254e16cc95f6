/**
 * The file that says which channels there are beside e-mail, and who is told where a notification could not be delivered.
 *
 * <p>Read once at the start; all its faults are told together. A secret is named, not written: {@code ${env:NAME}}.
 */
package io.tidemark.alerting.channel.settings;
