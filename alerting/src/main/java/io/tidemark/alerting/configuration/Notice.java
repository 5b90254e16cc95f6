package io.tidemark.alerting.configuration;

import io.tidemark.document.MonitorOptions;

/**
 * What the messages of a monitor show besides its text.
 *
 * @param tagsInTitle the group, in the subject
 * @param query the query, among the facts and over the picture
 * @param handles whom the text names
 * @param audit whether changes of the monitor itself are told too
 */
public record Notice(boolean tagsInTitle, boolean query, boolean handles, boolean audit) {

    public static final Notice ALL = new Notice(true, true, true, false);

    static Notice of(MonitorOptions options) {
        return switch (options.notificationPreset()) {
            case SHOW_ALL -> new Notice(options.includeTags(), true, true, options.notifyAudit());
            case HIDE_QUERY -> new Notice(options.includeTags(), false, true, options.notifyAudit());
            case HIDE_HANDLES -> new Notice(options.includeTags(), true, false, options.notifyAudit());
            case HIDE_ALL -> new Notice(options.includeTags(), false, false, options.notifyAudit());
        };
    }
}
