package io.tidemark.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.document.HostTagsDocument;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: whose tag counts, in the order that docs/reference/tags.md tells, and from when on. */
class PlaceTagsTest {

    private final PlaceTags places = new PlaceTags();
    private final Admission admission =
            new Admission(AdmissionLimits.DEFAULTS, new Refusals(new SimpleMeterRegistry(), Clock.systemUTC()), places);

    @Test
    void theSendersTagGoesBeforeThatOfItsContainerThatOfAPersonAndThatOfTheAgent() {
        places.put(document("agent:a", "a", "", "agent", "k1:agent", "k2:agent", "k3:agent", "k4:agent"));
        places.put(document("a", "", "", "", "k1:person", "k2:person", "k3:person"));
        places.put(document("c", "", "c9", "agent", "k1:container", "k2:container"));

        assertThat(series(Origin.NONE.inContainer("c9"), "host:a", "k1:client"))
                .isEqualTo("m{host:a,k1:client,k2:container,k3:person,k4:agent}");
    }

    @Test
    void aChangeHoldsForTheNextPoint() {
        assertThat(series(Origin.NONE, "host:a")).isEqualTo("m{host:a}");

        places.put(document("a", "", "", "", "env:prod"));
        assertThat(series(Origin.NONE, "host:a")).isEqualTo("m{env:prod,host:a}");

        places.put(document("a", "", "", "", "env:test"));
        assertThat(series(Origin.NONE, "host:a")).isEqualTo("m{env:test,host:a}");

        places.remove("a");
        assertThat(series(Origin.NONE, "host:a")).isEqualTo("m{host:a}");
    }

    @Test
    void whereAPersonsDocumentIsDeletedTheAgentsWordIsBack() {
        places.put(document("agent:a", "a", "", "agent", "env:agent"));
        places.put(document("a", "", "", "", "env:person"));
        places.remove("a");

        assertThat(series(Origin.NONE, "host:a")).isEqualTo("m{env:agent,host:a}");
    }

    @Test
    void theSameDocumentAgainIsNoChange() {
        places.put(document("a", "", "", "", "env:prod"));
        long before = places.changes();
        places.put(document("a", "", "", "", "env:prod"));

        assertThat(places.changes()).isEqualTo(before);
    }

    @Test
    void theHostOfTheProtocolAndTheHostOfTheContainerCountAsWell() {
        places.put(document("Web-1.Example.com", "", "", "", "role:web"));
        places.put(document("c", "", "c9", "agent", "host:web-1.example.com", "image:shop"));

        assertThat(series(Origin.NONE.at("Web-1.example.com", ""))).isEqualTo("m{host:web-1.example.com,role:web}");
        assertThat(series(Origin.NONE.inContainer("c9"))).isEqualTo("m{host:web-1.example.com,image:shop,role:web}");
    }

    @Test
    void otherHostsGetNothingAndADocumentCannotRenameItsHost() {
        places.put(document("a", "", "", "", "env:prod", "host:b", "tenant:x"));

        assertThat(series(Origin.NONE, "host:b")).isEqualTo("m{host:b}");
        assertThat(series(Origin.NONE, "host:a")).isEqualTo("m{env:prod,host:a}");
        assertThat(series(Origin.NONE)).isEqualTo("m");
    }

    @Test
    void eventsAndChecksHaveTheTagsOfTheirHost() {
        places.put(document("a", "", "", "", "env:prod"));

        assertThat(admission.tags(List.of("x:y"), "A").value()).containsExactly("env:prod", "x:y");
        assertThat(admission.tags(List.of("host:a"), "").value()).containsExactly("env:prod", "host:a");
    }

    @Test
    void nobodyCanMakeAPointCarryTagsWithoutEnd() {
        for (int d = 0; d < 5; d++) {
            List<String> tags = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tags.add("k" + d + "_" + i + ":v");
            }
            places.put(new HostTagsDocument("d" + d, "a", "", tags, ""));
        }

        assertThat(admission.tags(List.of(), "a").value()).hasSize(PlaceTags.JOINED_MAX);
    }

    private String series(Origin origin, String... tags) {
        return admission.series("m", Arrays.asList(tags), origin, 0).value().text();
    }

    private static HostTagsDocument document(String id, String host, String container, String source, String... tags) {
        return new HostTagsDocument(id, host, container, List.of(tags), source);
    }
}
