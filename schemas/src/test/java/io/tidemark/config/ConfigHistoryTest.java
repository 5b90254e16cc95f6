package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Parsed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: which version is in force depends on ticks and bucket starts alone, as the class says with its example. */
class ConfigHistoryTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final ConfigHistory history = new ConfigHistory(DocumentKind.DETECTOR, Duration.ofSeconds(2));

    @Test
    void aVersionIsKnownFromTheMarginOn() {
        history.add(version("d", 7, 0, ""));

        assertThat(inForce(1, 0)).isEmpty();
        assertThat(inForce(2, 0)).contains(7L);
        assertThat(inForce(2, -100_000))
                .as("a bucket from before it was written")
                .contains(7L);
        assertThat(history.nextKnownMillis(millis(1))).isEqualTo(millis(2));
        assertThat(history.nextKnownMillis(millis(2))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anEffectiveFromLeavesOlderBucketsToTheVersionBefore() {
        history.add(version("d", 7, 0, ""));
        history.add(version("d", 9, 600, "2026-01-31T12:30:00Z"));

        assertThat(inForce(601, 1_740)).contains(7L);
        assertThat(inForce(602, 1_740)).contains(7L);
        assertThat(inForce(602, 1_800)).contains(9L);
        assertThat(history.candidates(millis(602)))
                .extracting(ConfigVersion::offset)
                .containsExactly(9L, 7L);
    }

    @Test
    void theFirstVersionWithAnEffectiveFromJudgesNothingOlder() {
        history.add(version("d", 7, 0, "2026-01-31T12:30:00Z"));

        assertThat(inForce(5_000, 1_790)).isEmpty();
        assertThat(inForce(5_000, 1_800)).contains(7L);
    }

    @Test
    void aDeletionEndsEverythingOnceItIsKnown() {
        history.add(version("d", 7, 0, ""));
        history.add(deletion("d", 8, 100));

        assertThat(inForce(101, 50)).contains(7L);
        assertThat(inForce(102, 50)).isEmpty();
        assertThat(history.latest("d")).isEmpty();
        assertThat(history.latest()).isEmpty();
        assertThat(history.candidates(millis(102))).isEmpty();

        history.add(version("d", 9, 200, ""));
        assertThat(inForce(202, 50)).contains(9L);
    }

    @Test
    void forgettingChangesNoAnswerThatCanStillBeAsked() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 60; round++) {
            ConfigHistory whole = new ConfigHistory(DocumentKind.DETECTOR, Duration.ofSeconds(2));
            ConfigHistory pruned = new ConfigHistory(DocumentKind.DETECTOR, Duration.ofSeconds(2));
            int at = 0;
            for (int offset = 0; offset < 8; offset++) {
                at += random.nextInt(20);
                String from = random.nextBoolean()
                        ? ""
                        : NOON.plusSeconds(random.nextInt(150)).toString();
                ConfigVersion version =
                        random.nextInt(5) == 0 ? deletion("d", offset, at) : version("d", offset, at, from);
                whole.add(version);
                pruned.add(version);
            }
            int tick = random.nextInt(200);
            pruned.forget(millis(tick));
            for (int later = tick; later < 220; later += 7) {
                for (int bucket = -20; bucket < 220; bucket += 10) {
                    assertThat(pruned.inForce("d", millis(later), millis(bucket)))
                            .as("seed 11, round %d, tick %d, bucket %d", round, later, bucket)
                            .isEqualTo(whole.inForce("d", millis(later), millis(bucket)));
                }
            }
        }
    }

    @Test
    void theOrderInWhichRecordsAreSeenDoesNotMatter() {
        List<ConfigVersion> versions = new ArrayList<>(
                List.of(version("a", 1, 0, ""), version("b", 2, 5, ""), version("a", 3, 10, ""), deletion("b", 4, 20)));
        versions.forEach(history::add);
        Collections.shuffle(versions, new Random(3));
        ConfigHistory shuffled = new ConfigHistory(DocumentKind.DETECTOR, Duration.ofSeconds(2));
        versions.forEach(shuffled::add);
        versions.forEach(shuffled::add);

        assertThat(shuffled.latest()).isEqualTo(history.latest());
        assertThat(shuffled.versions("a")).isEqualTo(history.versions("a")).hasSize(2);
        assertThat(shuffled.changes()).isEqualTo(4);
    }

    private Optional<Long> inForce(int tickSeconds, int bucketSeconds) {
        return history.inForce("d", millis(tickSeconds), millis(bucketSeconds)).map(ConfigVersion::offset);
    }

    private static long millis(int secondsAfterNoon) {
        return NOON.plusSeconds(secondsAfterNoon).toEpochMilli();
    }

    private static ConfigVersion version(String id, long offset, int at, String effectiveFrom) {
        String json = "{\"query\":\"avg:m{*}\""
                + (effectiveFrom.isEmpty() ? "" : ",\"effective_from\":\"" + effectiveFrom + "\"") + "}";
        Document document = Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(Parsed.Accepted::document, refused -> {
                    throw new AssertionError(refused.faults().toString());
                });
        return new ConfigVersion(
                DocumentKind.DETECTOR, id, 0, offset, NOON.plusSeconds(at), Optional.of(document), json);
    }

    private static ConfigVersion deletion(String id, long offset, int at) {
        return new ConfigVersion(DocumentKind.DETECTOR, id, 0, offset, NOON.plusSeconds(at), Optional.empty(), "");
    }
}
