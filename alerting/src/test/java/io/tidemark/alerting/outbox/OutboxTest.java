package io.tidemark.alerting.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.template.Handles.Handle;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.Event;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The outbox in virtual time, against a server that answers as told. */
class OutboxTest {

    private static final Delivery TAKEN = Delivery.delivered("250 ok");
    private static final Delivery DOWN = Delivery.temporary(Reach.SERVER, "connection refused");

    @Test
    void aPendingMessageIsToldOnceAndItsRecordSaysSo() {
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> TAKEN);
        world.decide(triggered(world, "a", "incident"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.told).hasSize(1);
        assertThat(world.latest("a").getState()).isEqualTo(NotificationState.SENT);
        assertThat(world.latest("a").getAttempts())
                .extracting(Attempt::getOutcome)
                .containsExactly(Outcome.DELIVERED);
        assertThat(world.pending()).isZero();
    }

    @Test
    void aHeldMessageIsNeverSent() {
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> TAKEN);
        world.decide(triggered(world, "a", "incident").setState(NotificationState.HELD));
        world.run(Duration.ofMinutes(5));
        assertThat(world.told).isEmpty();
    }

    /** Goal: nothing missed, nothing doubled. 200 incidents open and close in a 10-minute outage; two kills in it. */
    @Test
    void inATenMinuteOutageWithTwoKillsNothingIsMissedAndEachIsToldSoonAfter() {
        Instant[] back = new Instant[1];
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> now.isBefore(back[0]) ? DOWN : TAKEN);
        back[0] = world.now.plus(Duration.ofMinutes(10));
        Random random = new Random(20);
        Set<String> ids = new TreeSet<>();
        for (int minute = 0; minute < 10; minute++) {
            for (int i = 0; i < 20; i++) {
                String incident = "incident-" + minute + "-" + i;
                world.decide(triggered(world, incident + "-open", incident));
                ids.add(incident + "-open");
                if (random.nextBoolean()) {
                    world.decide(Notifications.of(
                            incident + "-close", incident, NotificationKind.RECOVERED, world.now.plusSeconds(20)));
                    ids.add(incident + "-close");
                }
            }
            world.run(Duration.ofSeconds(60));
            if (minute == 3 || minute == 7) {
                world.restart();
            }
        }
        world.run(Duration.ofSeconds(60));
        assertThat(world.states()).isEqualTo(Map.of(NotificationState.SENT, ids.size()));
        assertThat(world.told)
                .hasSize(200)
                .allSatisfy(told -> assertThat(told.at()).isBefore(back[0].plusSeconds(30)));
        assertThat(world.told.stream().map(told -> told.message().getId())).doesNotHaveDuplicates();
    }

    @Test
    void anIncidentThatOpenedAndClosedInAnOutageIsToldInOneMessage() {
        Instant[] back = new Instant[1];
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> now.isBefore(back[0]) ? DOWN : TAKEN);
        back[0] = world.now.plusSeconds(120);
        world.decide(triggered(world, "open", "incident"));
        world.run(Duration.ofSeconds(30));
        world.decide(Notifications.of("close", "incident", NotificationKind.RECOVERED, world.now));
        world.run(Duration.ofSeconds(150));
        assertThat(world.told).hasSize(1);
        assertThat(world.told.get(0).message().getId()).isEqualTo("close");
        assertThat(world.told.get(0).message().getFacts())
                .extracting(Fact::getName, Fact::getText)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "Not told before", "2026-11-22T12:00:00Z [TRIGGERED] CPU is high"));
        assertThat(world.latest("open").getState()).isEqualTo(NotificationState.SENT);
        assertThat(world.latest("open")
                        .getAttempts()
                        .get(world.latest("open").getAttempts().size() - 1)
                        .getDetail())
                .isEqualTo("told together with notification close");
    }

    /** One crash at each step, with and without an outage before: at most one duplicate, under the same id, none missed. */
    @ParameterizedTest
    @EnumSource(World.Crash.class)
    void aCrashAtAnyStepCostsAtMostOneDuplicateUnderTheSameId(World.Crash crash) {
        for (int outageSeconds : new int[] {0, 90}) {
            Instant[] back = new Instant[1];
            World world = new World(OutboxSettings.DEFAULT, (n, now) -> now.isBefore(back[0]) ? DOWN : TAKEN);
            back[0] = world.now.plusSeconds(outageSeconds);
            world.decide(triggered(world, "open", "incident"));
            world.run(Duration.ofSeconds(outageSeconds));
            world.decide(Notifications.of("close", "incident", NotificationKind.RECOVERED, world.now));
            world.decide(triggered(world, "other", "another"));
            world.crash = crash;
            world.run(Duration.ofMinutes(5));
            assertThat(world.states()).as("outage %d s", outageSeconds).isEqualTo(Map.of(NotificationState.SENT, 3));
            Map<String, Integer> times = new HashMap<>();
            world.told.forEach(told -> times.merge(told.message().getId(), 1, Integer::sum));
            assertThat(times.values().stream().mapToInt(n -> n - 1).sum())
                    .isLessThanOrEqualTo(
                            crash == World.Crash.NEVER || crash == World.Crash.BEFORE_ACKNOWLEDGEMENT ? 0 : 1);
            assertNeverRecoveredBeforeTriggered(world);
        }
    }

    /** Random answers and random kills, seeded: order within the incident holds whatever happens. */
    @Test
    void neverIsARecoveryToldBeforeItsTrigger() {
        for (long seed = 1; seed <= 15; seed++) {
            Random random = new Random(seed);
            World world = new World(OutboxSettings.DEFAULT, (n, now) -> switch (random.nextInt(5)) {
                case 0 -> DOWN;
                case 1 -> Delivery.temporary(Reach.MESSAGE, "451 later");
                case 2 -> Delivery.temporary(Reach.RECIPIENT, "450 greylisted");
                default -> TAKEN;
            });
            for (int i = 0; i < 6; i++) {
                world.decide(triggered(world, "open" + i, "incident" + i));
                world.run(Duration.ofSeconds(random.nextInt(40)), Duration.ofMillis(500));
                world.decide(Notifications.of("close" + i, "incident" + i, NotificationKind.RECOVERED, world.now));
                if (random.nextInt(3) == 0) {
                    world.crash = World.Crash.values()[random.nextInt(4)];
                }
            }
            world.run(Duration.ofHours(3), Duration.ofSeconds(2));
            assertThat(world.states()).as("seed %d", seed).isEqualTo(Map.of(NotificationState.SENT, 12));
            assertNeverRecoveredBeforeTriggered(world);
        }
    }

    @Test
    void anEchoOfAnOlderRecordDoesNotBringAMessageBack() {
        Outbox outbox = new Outbox(OutboxSettings.DEFAULT, Notification::getChannel);
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        outbox.take(
                0,
                0,
                Notifications.of("a", "t", NotificationKind.TRIGGERED, now).build(),
                now);
        Settlement first = outbox.finished(outbox.due(now).get(0), Delivery.temporary(Reach.MESSAGE, "451"), now);
        outbox.written("a", 1);
        Instant later = now.plusSeconds(10);
        Settlement second = outbox.finished(outbox.due(later).get(0), TAKEN, later);
        outbox.written("a", 2);
        outbox.take(0, 1, first.writes().get(0).notification(), later);
        outbox.take(0, 2, second.writes().get(0).notification(), later);
        assertThat(outbox.due(later.plusSeconds(600))).isEmpty();
        assertThat(outbox.pending()).isZero();
    }

    @Test
    void aServerThatIsDownIsAskedByOneMessageAtATime() {
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> DOWN);
        for (int i = 0; i < 50; i++) {
            world.decide(triggered(world, "m" + i, "incident" + i));
        }
        world.run(Duration.ofMinutes(10));
        // 4 at first, then one each 1, 2, 4, 8, 16, 20, 20 … s less up to a quarter of jitter.
        assertThat(world.tries.values().stream().mapToInt(n -> n).sum()).isBetween(30, 50);
    }

    @Test
    void aSlowLaneDelaysNoOther() {
        Outbox outbox = new Outbox(OutboxSettings.DEFAULT, Notification::getChannel);
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        for (int i = 0; i < 20; i++) {
            outbox.take(
                    0,
                    i,
                    Notifications.of("m" + i, "t" + i, NotificationKind.TRIGGERED, now)
                            .build(),
                    now);
        }
        assertThat(outbox.due(now)).hasSize(4); // the mail server hangs: four are with it, no more
        assertThat(outbox.due(now)).isEmpty();
        Notification hook = Notifications.of("hook", "t0", NotificationKind.TRIGGERED, now.plusSeconds(1))
                .setChannel("webhook")
                .setRecipient("chat")
                .build();
        outbox.take(0, 20, hook, now);
        assertThat(outbox.due(now)).extracting(Sending::id).containsExactly("hook");
    }

    @Test
    void aRefusedRecipientFailsAtOnceAndIsNotTriedForAnHour() {
        World world = new World(
                OutboxSettings.DEFAULT,
                (n, now) -> n.getRecipient().startsWith("gone")
                        ? Delivery.permanent(Reach.RECIPIENT, "RCPT TO answered 550 no such user")
                        : TAKEN);
        world.decide(triggered(world, "a", "t1").setRecipient("gone@example.org"));
        world.decide(triggered(world, "b", "t1"));
        world.run(Duration.ofMinutes(1));
        world.decide(triggered(world, "c", "t2").setRecipient("gone@example.org"));
        world.run(Duration.ofMinutes(5));
        assertThat(world.tries).containsEntry("a", 1).containsEntry("b", 1).doesNotContainKey("c");
        assertThat(world.latest("c").getState()).isEqualTo(NotificationState.FAILED);
        assertThat(world.latest("b").getState()).isEqualTo(NotificationState.SENT);
        assertThat(world.events)
                .extracting(Event::getId)
                .containsExactly("notification-failed-a", "notification-failed-c");
        world.run(Duration.ofHours(1), Duration.ofSeconds(10));
        world.decide(triggered(world, "d", "t3").setRecipient("gone@example.org"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.tries).containsEntry("d", 1);
    }

    @Test
    void aServerThatNeedsAPersonIsAskedEveryFiveMinutesAndToldOfOnceAnHour() {
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> Delivery.configuration("535 bad password"));
        world.decide(triggered(world, "a", "t"));
        world.decide(triggered(world, "b", "t2"));
        world.run(Duration.ofMinutes(59), Duration.ofSeconds(1));
        assertThat(world.tries.values().stream().mapToInt(n -> n).sum()).isBetween(12, 16);
        assertThat(world.events).hasSize(1);
        assertThat(world.events.get(0).getTitle()).isEqualTo("Notifications wait: email needs attention");
        assertThat(world.states()).isEqualTo(Map.of(NotificationState.PENDING, 2));
    }

    @Test
    void afterADayOfTryingAMessageIsGivenUpAndThatIsTold() {
        World world = new World(OutboxSettings.DEFAULT, (n, now) -> Delivery.temporary(Reach.MESSAGE, "451 later"));
        world.decide(triggered(world, "a", "t"));
        world.run(Duration.ofHours(12), Duration.ofSeconds(5));
        world.restart(); // the age is in the log, not in memory
        world.run(Duration.ofHours(13), Duration.ofSeconds(5));
        Notification last = world.latest("a");
        assertThat(last.getState()).isEqualTo(NotificationState.FAILED);
        assertThat(last.getAttempts()).hasSize(Records.ATTEMPTS_MAX);
        assertThat(last.getAttempts().get(0).getAt()).isEqualTo(Instant.parse("2026-11-22T12:00:00Z"));
        assertThat(last.getAttempts().get(Records.ATTEMPTS_MAX - 1).getDetail()).isEqualTo("given up after 24 h");
        assertThat(world.events)
                .extracting(Event::getTitle)
                .containsExactly("Could not be delivered: [TRIGGERED] CPU is high");
    }

    @Test
    void aServerThatNeedsSomebodyIsToldOfByTheFallbackWithinAMinuteAndOnceAnHour() {
        Handle chat = new Handle("webhook", "chat");
        World world = new World(
                OutboxSettings.DEFAULT.withFallback(Optional.of(chat)),
                (n, now) -> n.getChannel().equals("webhook") ? TAKEN : Delivery.configuration("535 bad credentials"));
        world.decide(triggered(world, "a", "incident"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.told).singleElement().satisfies(told -> {
            assertThat(told.message().getKind()).isEqualTo(NotificationKind.UNDELIVERED);
            assertThat(told.message().getSubject()).contains("email needs attention");
        });
        world.run(Duration.ofMinutes(50), Duration.ofSeconds(1));
        assertThat(world.told).hasSize(1);
        assertThat(world.latest("a").getState()).isEqualTo(NotificationState.PENDING);
    }

    @Test
    void whatTellsOfAFailureIsNotToldOfWhenItFailsToo() {
        Handle chat = new Handle("webhook", "chat");
        World world = new World(
                OutboxSettings.DEFAULT.withFallback(Optional.of(chat)),
                (n, now) -> Delivery.permanent(Reach.RECIPIENT, "no such user"));
        world.decide(triggered(world, "a", "incident"));
        world.run(Duration.ofMinutes(5), Duration.ofSeconds(1));
        assertThat(world.states()).isEqualTo(Map.of(NotificationState.FAILED, 2));
        assertThat(world.tries).containsOnlyKeys("a", "undelivered-a");
    }

    @Test
    void waitsGrowAsTheScheduleSaysAndAreTheSameInAReplay() {
        List<Long> waits = new ArrayList<>();
        for (int tries = 1; tries <= 12; tries++) {
            waits.add(RetrySchedule.message("id", tries, Delivery.temporary(Reach.MESSAGE, "451"))
                    .toMillis());
        }
        assertThat(waits.get(0)).isBetween(750L, 1_000L);
        assertThat(waits.get(5)).isBetween(24_000L, 32_000L);
        assertThat(waits.get(11)).isBetween(225_000L, 300_000L);
        assertThat(RetrySchedule.message("id", 4, Delivery.temporary(Reach.MESSAGE, "451"))
                        .toMillis())
                .isEqualTo(waits.get(3));
        assertThat(RetrySchedule.message("id", 1, Delivery.temporary(Reach.RECIPIENT, "450")))
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75));
        assertThat(RetrySchedule.message("id", 9, Delivery.temporary(Reach.RECIPIENT, "450")))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(38));
        assertThat(RetrySchedule.lane("email", 30, DOWN)).isLessThanOrEqualTo(Duration.ofSeconds(20));
        assertThat(RetrySchedule.lane("hook", 1, DOWN.after(Duration.ofMinutes(10))))
                .isEqualTo(Duration.ofMinutes(10));
    }

    private static Notification.Builder triggered(World world, String id, String thread) {
        return Notifications.of(id, thread, NotificationKind.TRIGGERED, world.now);
    }

    private static void assertNeverRecoveredBeforeTriggered(World world) {
        Map<String, Instant> told = new HashMap<>();
        for (World.Told mail : world.told) {
            Instant before = told.put(mail.message().getThread(), mail.message().getDecidedAt());
            assertThat(before == null || !before.isAfter(mail.message().getDecidedAt()))
                    .as("order in " + mail.message().getThread())
                    .isTrue();
        }
    }
}
