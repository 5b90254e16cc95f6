package io.tidemark.console.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CatalogueTest {

    private static final long MARCH = 1_772_323_200; // 2026-03-01

    @Test
    void everyWordMustStandInTheSeries() {
        Catalogue catalogue = new Catalogue(10);
        catalogue.note("cpu.user{env:prod,host:a}", "GAUGE", MARCH);
        catalogue.note("cpu.user{env:test,host:a}", "GAUGE", MARCH);

        assertThat(catalogue.search("  PROD cpu ", 10))
                .extracting(SeriesEntry::series)
                .containsExactly("cpu.user{env:prod,host:a}");
        assertThat(catalogue.search(".*", 10)).isEmpty();
        assertThat(catalogue.metrics("", 10)).containsExactly("cpu.user");
        assertThat(catalogue.tags("prod", 10)).containsExactly("env:prod", "host:a");
    }

    @Test
    void aFullCatalogueCountsWhatItDoesNotList() {
        Catalogue catalogue = new Catalogue(1);
        catalogue.note("a", "GAUGE", MARCH);
        catalogue.note("b", "GAUGE", MARCH);

        assertThat(catalogue.size()).isEqualTo(1);
        assertThat(catalogue.notListed()).isEqualTo(1);
    }

    @Test
    void aSeriesIsNotedInTheStoreOnceAMonth() {
        Catalogue catalogue = new Catalogue(10);

        assertThat(catalogue.note("a", "GAUGE", MARCH)).isTrue();
        assertThat(catalogue.note("a", "GAUGE", MARCH + 86_400)).isFalse();
        assertThat(catalogue.note("a", "GAUGE", MARCH + 31 * 86_400)).isTrue();
        assertThat(catalogue.note("a", "GAUGE", MARCH + 31 * 86_400 + 10)).isFalse();
    }
}
