package io.tidemark.alerting.channel.alertmanager;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.http.AddressGuard;
import io.tidemark.alerting.channel.http.HttpPost;
import io.tidemark.avro.Notification;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells Alertmanagers of incidents. */
public final class AlertmanagerChannel implements Channel {

    /** The channel's name in notifications. */
    public static final String NAME = "alertmanager";

    private final Map<String, AlertmanagerTarget> targets;
    private final Optional<URI> console;
    private final HttpPost http;

    /** @param console address of the console, for the link back */
    public AlertmanagerChannel(Collection<AlertmanagerTarget> targets, Optional<URI> console, Clock clock) {
        this.targets =
                targets.stream().collect(Collectors.toUnmodifiableMap(AlertmanagerTarget::name, Function.identity()));
        this.console = console;
        this.http = new HttpPost(clock, HttpPost.LIMIT, AddressGuard.NO_METADATA);
    }

    @Override
    public Delivery send(Notification notification) {
        AlertmanagerTarget target = targets.get(notification.getRecipient());
        if (target == null) {
            return Delivery.permanent(
                    Reach.RECIPIENT,
                    "no Alertmanager is named \"" + notification.getRecipient() + "\" (configured are "
                            + targets.keySet().stream().sorted().toList()
                            + "). Configure it or change the message. [unknown-alertmanager]");
        }
        return http.post(
                target.alerts(), target.headers(), notification.getId(), PostableAlerts.of(notification, console));
    }

    @Override
    public String lane(Notification notification) {
        return NAME + ":" + notification.getRecipient();
    }
}
