package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.document.MonitorOptions;
import io.tidemark.explain.SharedTag;
import io.tidemark.query.Grouping;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The last stage before the outbox: what is sent by itself, what is told within a digest, and what another alert makes
 * superfluous. Nothing is dropped.
 *
 * <pre>
 *   message ─▶ inhibited? ─▶ HELD by monitor:ID, told when the other alert is over and this one is not
 *          └─▶ waits for others to the same recipient
 *                 few, tokens left, no storm ─▶ each PENDING by itself
 *                 else                       ─▶ one DIGEST, PENDING; each of them HELD by digest:ID
 *   after a digest nothing is sent for digestEvery; what comes meanwhile is the next digest
 *   decided while catching up ─▶ all of it one digest when the present is reached
 * </pre>
 */
final class Guard {

    static final String HELD_BY_DIGEST = "digest:";
    static final String HELD_BY_MONITOR = "monitor:";

    private static final Set<NotificationKind> BAD = EnumSet.of(
            NotificationKind.TRIGGERED, NotificationKind.WARNED, NotificationKind.NO_DATA, NotificationKind.RENOTIFIED);

    private static final String LANE = "lane\n";
    private static final String WAITING = "wait\n";
    private static final String INHIBITED = "inhibited\n";

    private final GuardSettings settings;
    private final ConfigurationInForce configuration;
    private final Families families;
    private final GroupTable table;
    private final Consumer<Notification> out;
    private final Codec codec;
    private final TreeMap<String, Lane> lanes = new TreeMap<>();
    private final TreeMap<String, Notification> inhibited = new TreeMap<>();

    /** How notifications are kept between ticks. */
    record Codec(Function<Notification, byte[]> write, Function<byte[], Notification> read) {}

    /** What waits for one recipient. */
    private static final class Lane {
        private final LinkedHashMap<Long, Notification> waiting = new LinkedHashMap<>();
        private TokenBucket bucket;
        private long sinceMillis;
        private long quietUntilMillis;
        private long next;

        private Lane(TokenBucket bucket) {
            this.bucket = bucket;
        }
    }

    Guard(
            GuardSettings settings,
            ConfigurationInForce configuration,
            Families families,
            GroupTable table,
            Consumer<Notification> out,
            Codec codec) {
        this.settings = settings;
        this.configuration = configuration;
        this.families = families;
        this.table = table;
        this.out = out;
        this.codec = codec;
    }

    boolean restore(String key, byte[] bytes) {
        if (key.startsWith(INHIBITED)) {
            inhibited.put(key, codec.read().apply(bytes));
        } else if (key.startsWith(WAITING)) {
            int end = key.lastIndexOf('\n');
            Lane lane = lane(key.substring(WAITING.length(), end), 0);
            long number = Long.parseLong(key.substring(end + 1));
            lane.waiting.put(number, codec.read().apply(bytes));
            lane.next = Math.max(lane.next, number + 1);
        } else if (key.startsWith(LANE)) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            Lane lane = lane(key.substring(LANE.length()), 0);
            lane.bucket = new TokenBucket(in.getDouble(), in.getLong());
            lane.sinceMillis = in.getLong();
            lane.quietUntilMillis = in.getLong();
        } else {
            return false;
        }
        return true;
    }

    private Lane lane(String recipient, long tickMillis) {
        return lanes.computeIfAbsent(recipient, any -> new Lane(TokenBucket.full(settings.perHour(), tickMillis)));
    }

    private static String recipient(Notification message) {
        return message.getChannel() + " " + message.getRecipient();
    }

    /** A message that nobody holds back. */
    void message(Notification message, long tickMillis) {
        String about = INHIBITED + message.getMonitorId() + "\n" + message.getGroup() + "\n" + recipient(message);
        if (message.getKind() == NotificationKind.RECOVERED && inhibited.remove(about) != null) {
            table.delete(about);
            held(message, HELD_BY_MONITOR + "earlier"); // people never knew that it was bad
            return;
        }
        Optional<String> by = inhibitor(message);
        if (by.isPresent()) {
            held(message, HELD_BY_MONITOR + by.get());
            inhibited.put(about, message);
            table.put(about, codec.write().apply(message));
            return;
        }
        pass(message, tickMillis);
    }

    private void pass(Notification message, long tickMillis) {
        if (settings.isOff()) {
            out.accept(withShared(message));
            return;
        }
        String to = recipient(message);
        Lane lane = lane(to, tickMillis);
        if (lane.waiting.isEmpty()) {
            lane.sinceMillis = tickMillis;
        }
        // Beyond those that may go by themselves only a line of a digest is left of it.
        Notification kept = lane.waiting.size() < settings.singlesMax() ? message : DigestText.slim(message);
        lane.waiting.put(lane.next, kept);
        table.put(WAITING + to + "\n" + lane.next, codec.write().apply(kept));
        lane.next++;
        save(to, lane);
    }

    private void save(String to, Lane lane) {
        table.put(
                LANE + to,
                new Flat()
                        .put(lane.bucket.tokens())
                        .put(lane.bucket.atMillis())
                        .put(lane.sinceMillis)
                        .put(lane.quietUntilMillis)
                        .bytes());
    }

    /** The monitor whose alert makes a message superfluous. */
    private Optional<String> inhibitor(Notification message) {
        if (message.getKind() == NotificationKind.RECOVERED
                || message.getMonitorId().isEmpty()) {
            return Optional.empty();
        }
        List<MonitorOptions.Inhibition> rules = configuration
                .newest(message.getMonitorId())
                .map(WatchedMonitor::inhibitedBy)
                .orElse(List.of());
        return rules.stream()
                .filter(rule -> families.state(rule.monitor(), rule.equal(), Grouping.tagsOfGroup(message.getGroup()))
                        .equals(Optional.of(GroupState.ALERT)))
                .map(MonitorOptions.Inhibition::monitor)
                .findFirst();
    }

    /**
     * A tick: lets go what has waited for long enough.
     *
     * @param presentMillis what is decided long before this is about the past; the log has been caught up with when its ticks
     *     are there
     */
    void tick(long tickMillis, long presentMillis) {
        for (Map.Entry<String, Notification> one : List.copyOf(inhibited.entrySet())) {
            if (inhibitor(one.getValue()).isEmpty()) {
                inhibited.remove(one.getKey());
                table.delete(one.getKey());
                Notification message = one.getValue();
                pass(
                        Notification.newBuilder(message)
                                .setId(Digests.of(message.getId(), "after-inhibition", tickMillis))
                                .build(),
                        tickMillis);
            }
        }
        boolean catchingUp = tickMillis < presentMillis - settings.late().toMillis();
        if (!catchingUp) {
            lanes.forEach((to, lane) -> tick(to, lane, tickMillis, presentMillis));
        }
    }

    private void tick(String to, Lane lane, long tickMillis, long presentMillis) {
        if (lane.waiting.isEmpty()
                || tickMillis < lane.sinceMillis + settings.gather().toMillis()
                || tickMillis < lane.quietUntilMillis) {
            return;
        }
        lane.bucket = lane.bucket.at(tickMillis, settings.perHour());
        List<Notification> all = new ArrayList<>(lane.waiting.values());
        boolean late = lane.sinceMillis < presentMillis - settings.late().toMillis();
        boolean storm = all.size() > settings.singlesMax() || !lane.bucket.has(all.size());
        if (storm || late && all.size() > 1) {
            digest(all, late, tickMillis);
            lane.bucket = lane.bucket.less(1);
            lane.quietUntilMillis = tickMillis + settings.digestEvery().toMillis();
        } else {
            all.forEach(message -> out.accept(withShared(late ? DigestText.late(message) : message)));
            lane.bucket = lane.bucket.less(all.size());
        }
        lane.waiting.keySet().forEach(number -> table.delete(WAITING + to + "\n" + number));
        lane.waiting.clear();
        save(to, lane);
    }

    /** Says what else of the monitor is bad, and which tags tell it from what is not. */
    private Notification withShared(Notification message) {
        boolean bad = BAD.contains(message.getKind());
        if (!bad || message.getMonitorId().isEmpty() || message.getGroup().equals(Grouping.ALL_KEY)) {
            return message;
        }
        String shared = SharedTag.sentence(families.badGroups(message.getMonitorId(), message.getGroup()));
        if (shared.isEmpty()) {
            return message;
        }
        List<Fact> facts = new ArrayList<>(message.getFacts());
        facts.add(new Fact("In common", shared));
        return Notification.newBuilder(message).setFacts(facts).build();
    }

    private void digest(List<Notification> all, boolean late, long tickMillis) {
        Notification digest = DigestText.of(all, late, tickMillis);
        out.accept(digest);
        all.forEach(message -> held(message, HELD_BY_DIGEST + digest.getId()));
    }

    private void held(Notification message, String by) {
        out.accept(Notification.newBuilder(DigestText.slim(message))
                .setState(NotificationState.HELD)
                .setHeldBy(List.of(by))
                .build());
    }
}
