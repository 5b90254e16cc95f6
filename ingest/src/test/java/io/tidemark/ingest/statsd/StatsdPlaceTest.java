package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.document.HostTagsDocument;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.refusal.Reason;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: tags of hosts and containers reach what a socket receives, known series included; senders do not share limits. */
class StatsdPlaceTest {

    @Test
    void aChangeOfAHostsTagsHoldsForTheNextPacketOfAKnownSeries() {
        StatsdDoor door = new StatsdDoor();
        door.send("m:1|g|#host:a").pass(10);
        door.places.put(new HostTagsDocument("a", "", "", List.of("env:prod"), ""));
        door.send("m:2|g|#host:a").pass(10);
        door.places.put(new HostTagsDocument("a", "", "", List.of("env:test"), ""));
        door.send("m:3|g|#host:a").pass(10);

        assertThat(door.outlet.points())
                .containsExactly("m{host:a} GAUGE 1.0", "m{env:prod,host:a} GAUGE 2.0", "m{env:test,host:a} GAUGE 3.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c:c9", "c:ci-c9", "c:cid-c9", "c:in-4026531835,ci-c9"})
    void theTagsOfAContainerGoToWhatNamesIt(String field) {
        StatsdDoor door = new StatsdDoor();
        door.places.put(new HostTagsDocument("c", "", "c9", List.of("image:shop"), "agent"));
        door.send("m:1|g|" + field).send("m:2|g|c:other").send("m:3|g").pass(10);

        assertThat(door.outlet.points()).containsExactly("m{image:shop} GAUGE 1.0", "m GAUGE 3.0");
    }

    @Test
    void oneSendersExplosionLeavesAnothersSeriesAlone() {
        AdmissionLimits limits = new AdmissionLimits(40, 200_000, 100, 50, Duration.ofHours(1), Duration.ofMinutes(10));
        StatsdDoor door = new StatsdDoor(StatsdSettings.DEFAULTS, limits);
        for (int i = 0; i < 1_000; i++) {
            send(door, "127.0.0.1", "m:1|c|#i:" + i);
        }
        send(door, "127.0.0.2", "m:7|g|#who:quiet");
        door.pass(10);

        Stream<String> whole = door.outlet.points().stream();
        assertThat(whole.filter(point -> !point.startsWith("m{i:")))
                .containsExactlyInAnyOrder("m{overflow:true} RATE 95.0", "m{who:quiet} GAUGE 7.0");
        assertThat(door.refusals.of(Reason.SERIES_LIMIT)).isEqualTo(950);
    }

    private static void send(StatsdDoor door, String address, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        door.intake.packet(bytes, 0, bytes.length, false, new InetSocketAddress(address, 40_000));
    }
}
