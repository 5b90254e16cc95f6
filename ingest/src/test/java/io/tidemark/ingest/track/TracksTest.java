package io.tidemark.ingest.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TracksTest {

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), new ManualClock("2026-01-01T00:00:00Z"));
    private final Tracks<String> tracks = new Tracks<>(new Tracks.Limits(6, Duration.ofHours(1)), refusals);

    @Test
    void theFirstTotalIsABaselineAndTheNextGivesWhatCameSince() {
        Track track = begin("a", 0);

        assertThat(shown(track, 0, 10, 100)).isEqualTo("BASELINE");
        assertThat(shown(track, 0, 20, 130)).isEqualTo("INCREMENT 30.0 since 10");
        assertThat(shown(track, 0, 20, 130)).isEqualTo("REPEATED");
        assertThat(shown(track, 0, 20, 131)).isEqualTo("CONFLICT");
        assertThat(shown(track, 0, 15, 120)).isEqualTo("OUT_OF_ORDER");
        assertThat(shown(track, 0, 30, 130)).isEqualTo("INCREMENT 0.0 since 20");
    }

    @Test
    void aFallAndANewStartAreResetsAndCountFromWhereTheyBegan() {
        Track track = begin("a", 0);
        shown(track, 1, 10, 100);

        assertThat(shown(track, 1, 20, 7)).isEqualTo("RESET 7.0 since 10");
        assertThat(shown(track, 25, 30, 9))
                .as("higher than before, but counted anew")
                .isEqualTo("RESET 9.0 since 25");
        assertThat(shown(track, 28, 40, 11))
                .as("a start before the last point says nothing new")
                .isEqualTo("INCREMENT 2.0 since 30");
    }

    @Test
    void whatKafkaDidNotTakeIsFoundAgainByTheNextTry() {
        Track track = begin("a", 0);
        shown(track, 0, 10, 100);
        Flight failing = new Flight();
        tracks.next(track, 0, 20, new Total.Number(130), failing);
        tracks.next(track, 0, 30, new Total.Number(150), failing);
        tracks.land(failing, CompletableFuture.completedFuture(Receipt.dropped(2, Reason.PUBLISH_FAILED)));

        assertThat(shown(track, 0, 20, 130)).isEqualTo("INCREMENT 30.0 since 10");
    }

    @Test
    void aFlightThatFailsLateDoesNotTakeBackWhatALaterOneCarries() {
        Track track = begin("a", 0);
        shown(track, 0, 10, 100);
        Flight failing = new Flight();
        tracks.next(track, 0, 20, new Total.Number(130), failing);
        assertThat(shown(track, 0, 30, 150)).isEqualTo("INCREMENT 20.0 since 20");
        tracks.land(failing, CompletableFuture.completedFuture(Receipt.dropped(1, Reason.PUBLISH_FAILED)));

        assertThat(shown(track, 0, 40, 151)).isEqualTo("INCREMENT 1.0 since 30");
    }

    @Test
    void aRequestSentAgainWaitsForTheFirstOne() {
        Track track = begin("a", 0);
        Flight first = new Flight();
        tracks.next(track, 0, 10, new Total.Number(1), first);
        CompletableFuture<Receipt> kafka = new CompletableFuture<>();
        CompletableFuture<Receipt> landed = tracks.land(first, kafka);

        assertThat(shown(track, 0, 10, 1)).isEqualTo("REPEATED");
        assertThat(track.flight().landed()).isNotDone();
        kafka.complete(Receipt.published(1));
        assertThat(landed).isDone();
    }

    @Test
    void weightIsBoundedAndTheLongestUnusedGoFirst() {
        for (int i = 0; i < 10; i++) {
            shown(begin("s" + i, i), 0, 10, i);
        }

        // A series with a total weighs two, so three fit.
        assertThat(tracks.size()).isEqualTo(3);
        assertThat(tracks.get("s9")).isNotNull();
        assertThat(tracks.get("s0")).isNull();
        assertThat(refusals.of(Reason.TRACK_LIMIT)).isEqualTo(7);
    }

    @Test
    void silenceOfAnHourIsForgottenAndTheNextTotalIsABaseline() {
        shown(begin("old", 0), 0, 10, 5);
        begin("new", Duration.ofHours(2).toMillis());

        assertThat(tracks.get("old")).isNull();
        assertThat(refusals.of(Reason.TRACK_EXPIRED)).isEqualTo(1);
    }

    private Track begin(String name, long nowMillis) {
        return tracks.begin(name, new Track(name, "counter", nowMillis));
    }

    private String shown(Track track, long start, long time, double total) {
        Step step = tracks.next(track, start, time, new Total.Number(total), new Flight());
        boolean gives = step.kind() == Step.Kind.INCREMENT || step.kind() == Step.Kind.RESET;
        return step.kind()
                + (gives ? " " + ((Total.Number) step.increment()).value() + " since " + step.sinceMillis() : "");
    }
}
