package io.tidemark.alerting.channel.webhook;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.http.AddressGuard;
import io.tidemark.alerting.channel.http.HttpPost;
import io.tidemark.avro.Notification;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sends notifications as JSON to configured addresses. */
public final class WebhookChannel implements Channel {

    /** The channel's name in notifications. */
    public static final String NAME = "webhook";

    private final Map<String, WebhookTarget> targets;
    private final HttpPost http;

    public WebhookChannel(Collection<WebhookTarget> targets, Clock clock) {
        this(targets, clock, HttpPost.LIMIT, AddressGuard.NO_METADATA);
    }

    /** @param limit for a whole try, from connecting to the end of the answer */
    public WebhookChannel(Collection<WebhookTarget> targets, Clock clock, Duration limit, AddressGuard guard) {
        this.targets = targets.stream().collect(Collectors.toUnmodifiableMap(WebhookTarget::name, Function.identity()));
        this.http = new HttpPost(clock, limit, guard);
    }

    @Override
    public Delivery send(Notification notification) {
        WebhookTarget target = targets.get(notification.getRecipient());
        if (target == null) {
            return Delivery.permanent(
                    Reach.RECIPIENT,
                    "no webhook is named \"" + notification.getRecipient() + "\" (configured are "
                            + targets.keySet().stream().sorted().toList()
                            + "). Configure it or change the message. [unknown-webhook]");
        }
        return http.post(
                target.url(),
                target.headers(),
                notification.getId(),
                target.body().bytes(notification));
    }

    /** Each target is a server of its own. */
    @Override
    public String lane(Notification notification) {
        return NAME + ":" + notification.getRecipient();
    }
}
