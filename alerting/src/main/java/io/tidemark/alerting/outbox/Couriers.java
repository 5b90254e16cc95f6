package io.tidemark.alerting.outbox;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.avro.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that carry messages to their channels. The outbox bounds how many are under way in a lane, so a channel that hangs holds its own threads
 * and nobody else's.
 */
final class Couriers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Couriers.class);

    record Result(Sending sending, Delivery delivery) {}

    private final Map<String, Channel> channels;
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "notification-courier-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    Couriers(Map<String, Channel> channels) {
        this.channels = Map.copyOf(channels);
    }

    String lane(Notification notification) {
        Channel channel = channels.get(notification.getChannel());
        return channel == null ? "no channel " + notification.getChannel() : channel.lane(notification);
    }

    void carry(Sending sending) {
        threads.execute(() -> results.add(new Result(sending, send(sending.message()))));
    }

    /** What has come back since the last call. */
    List<Result> results() {
        List<Result> back = new ArrayList<>();
        for (Result result = results.poll(); result != null; result = results.poll()) {
            back.add(result);
        }
        return back;
    }

    private Delivery send(Notification message) {
        Channel channel = channels.get(message.getChannel());
        if (channel == null) {
            return Delivery.permanent(
                    Reach.MESSAGE,
                    "no channel is named \"" + message.getChannel() + "\" (configured are "
                            + channels.keySet().stream().sorted().toList() + "). [unknown-channel]");
        }
        try {
            return channel.send(message);
        } catch (RuntimeException | LinkageError fault) {
            // A fault of ours must not take the courier with it, nor be mistaken for the other side's answer.
            LOG.error(
                    "A notification could not be handed to its channel id={} channel={}",
                    message.getId(),
                    message.getChannel(),
                    fault);
            return Delivery.temporary(Reach.MESSAGE, "internal fault: " + fault);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("Couriers did not come back within 5 s; what they carry may be told twice.");
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        channels.values().forEach(Couriers::closeQuietly);
    }

    private static void closeQuietly(Channel channel) {
        try {
            channel.close();
        } catch (Exception fault) {
            LOG.warn("A channel did not close cleanly.", fault);
        }
    }
}
