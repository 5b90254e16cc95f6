package io.tidemark.alerting.channel.settings;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.alertmanager.AlertmanagerChannel;
import io.tidemark.alerting.channel.alertmanager.AlertmanagerTarget;
import io.tidemark.alerting.channel.webhook.WebhookChannel;
import io.tidemark.alerting.channel.webhook.WebhookTarget;
import io.tidemark.alerting.template.Handles.Handle;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Channels beside e-mail.
 *
 * @param webhooks each name once
 * @param alertmanagers each name once
 * @param fallback who is told where a notification could not be delivered
 */
public record ChannelSettings(
        List<WebhookTarget> webhooks, List<AlertmanagerTarget> alertmanagers, Optional<Handle> fallback) {

    public static final ChannelSettings NONE = new ChannelSettings(List.of(), List.of(), Optional.empty());

    public ChannelSettings {
        webhooks = List.copyOf(webhooks);
        alertmanagers = List.copyOf(alertmanagers);
    }

    /** The channels, by their name in notifications. @param console for links back */
    public Map<String, Channel> channels(Optional<URI> console, Clock clock) {
        return Map.of(
                WebhookChannel.NAME,
                new WebhookChannel(webhooks, clock),
                AlertmanagerChannel.NAME,
                new AlertmanagerChannel(alertmanagers, console, clock));
    }
}
