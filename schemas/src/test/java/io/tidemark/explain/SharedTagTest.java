package io.tidemark.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which tags bad groups have in common. */
final class SharedTagTest {

    private static Map<List<String>, Boolean> groups(String... lines) {
        Map<List<String>, Boolean> groups = new LinkedHashMap<>();
        for (String line : lines) {
            boolean bad = line.startsWith("!");
            groups.put(List.of(line.substring(bad ? 1 : 0).split(",")), bad);
        }
        return groups;
    }

    private static final String[] CENTRE_X = {
        "!dc:x,env:prod,host:a", "!dc:x,env:prod,host:b", "!dc:x,env:prod,host:c", "dc:x,env:prod,host:d",
        "!dc:y,env:prod,host:e", "dc:y,env:prod,host:f", "dc:y,env:prod,host:g", "dc:y,env:prod,host:h",
    };

    @Test
    void theTagThatTellsBadFromGoodComesFirst() {
        assertThat(SharedTag.of(groups(CENTRE_X))).containsExactly(new SharedTag("dc:x", 3, 4));
        assertThat(SharedTag.sentence(groups(CENTRE_X))).isEqualTo("4 of 8 groups are bad: dc:x has 3 of 4.");
    }

    @Test
    void theOrderOfGroupsIsNoMatterAndEqualTagsComeInTheOrderOfTheirText() {
        String[] lines = {"!zone:b,n:3", "!zone:b,n:4", "!zone:a,n:1", "!zone:a,n:2", "zone:c,n:5"};
        List<SharedTag> found = SharedTag.of(groups(lines));
        java.util.Collections.reverse(java.util.Arrays.asList(lines));
        assertThat(SharedTag.of(groups(lines))).isEqualTo(found);
        assertThat(found).extracting(SharedTag::tag).containsExactly("zone:a", "zone:b");
    }

    @Test
    void whereNothingStandsOutItIsSaidAndOneBadGroupAloneHasNothingInCommon() {
        assertThat(SharedTag.sentence(groups("!host:a", "!host:b", "host:c")))
                .isEqualTo("2 of 3 groups are bad; no tag stands out.");
        assertThat(SharedTag.sentence(groups("!host:a", "host:b"))).isEmpty();
    }

    @Test
    void theMostFrequentTagsAreCounted() {
        assertThat(SharedTag.most(groups(CENTRE_X).keySet()))
                .containsExactly(Map.entry("env:prod", 8), Map.entry("dc:x", 4), Map.entry("dc:y", 4));
    }
}
