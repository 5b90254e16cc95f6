package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.series.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: scopes choose the series that they say, and groups are named as documented. */
class ScopeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | true",
                "env:prod | true",
                "ENV:Prod | true",
                "env:staging | false",
                "env | false",
                "env:* | true",
                "db:* | false",
                "host:web-* | true",
                "host:*-1 | true",
                "host:w*b*1 | true",
                "host:w*x*1 | false",
                "*prod | true",
                "!host:web-1 | false",
                "-host:web-2,env:prod | true",
                "host:(web-1 OR web-2) | true",
                "host NOT IN (web-1,web-2) | false",
                "env:staging OR canary | true",
                "canary AND NOT (env:prod AND host:web-1) | false",
                "!team:a | false",
                "team:b | true",
            })
    void aScopeChoosesByTags(String scope, boolean chosen) {
        Series series = Series.of("m", "env:prod", "host:web-1", "canary", "team:a", "team:b");

        assertThat(Scope.parse(scope).matches(series)).isEqualTo(chosen);
    }

    @Test
    void wildcardsAgreeWithAnObviousMatcher() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50_000; i++) {
            String pattern = letters(random, "ab*", 8);
            String text = letters(random, "ab", 10);

            assertThat(new Wildcard(pattern).matches(text))
                    .as("%s on %s, seed 7, case %d", pattern, text, i)
                    .isEqualTo(obvious(pattern, 0, text, 0));
        }
    }

    @Test
    void aHostileWildcardIsLinear() {
        Wildcard wildcard = new Wildcard("*a".repeat(1_000) + "*" + "a".repeat(500) + "b*");
        String text = "a".repeat(200_000);

        // Backtracking would need longer than the age of the universe; the first-place rule needs milliseconds.
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(wildcard.matches(text)).isFalse());
    }

    private static String letters(SplittableRandom random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(lengthMax + 1); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean obvious(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        if (pattern.charAt(p) == '*') {
            return obvious(pattern, p + 1, text, t) || t < text.length() && obvious(pattern, p, text, t + 1);
        }
        return t < text.length() && pattern.charAt(p) == text.charAt(t) && obvious(pattern, p + 1, text, t + 1);
    }

    @Test
    void groupsAreNamedByTheirTagsInOrderOfTheKeys() {
        Series series = Series.of("m", "page:b", "host:a", "env:prod");
        Grouping grouping = ((MetricQuery) Query.parse("avg:m{*} by {page,host}")).grouping();

        assertThat(grouping.groupsOf(series)).containsExactly("host:a,page:b");
        assertThat(Grouping.NONE.groupsOf(series)).containsExactly("*");
        assertThat(Grouping.EVERY_SERIES.groupsOf(series)).containsExactly("m{env:prod,host:a,page:b}");
    }

    @Test
    void aMissingTagIsNotApplicable() {
        assertThat(Grouping.by(List.of("host", "env")).groupsOf(Series.of("m", "env:prod", "hostname:x")))
                .containsExactly("env:prod,host:N/A");
    }

    @Test
    void aSeriesWithAKeyTwiceBelongsToBothGroupsButNotToThousands() {
        assertThat(Grouping.by(List.of("team")).groupsOf(Series.of("m", "team:b", "team:a")))
                .containsExactly("team:a", "team:b");
        List<String> tags = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            tags.add("a:" + i);
            tags.add("b:" + i);
        }
        assertThat(Grouping.by(List.of("a", "b")).groupsOf(Series.of("m", tags)))
                .containsExactly("a:10,b:10");
    }

    @Test
    void aGroupKeyGivesItsTagsBack() {
        assertThat(Grouping.tagsOfGroup("*")).isEmpty();
        assertThat(Grouping.tagsOfGroup("host:a,page:b")).containsExactly("host:a", "page:b");
        assertThat(Grouping.tagsOfGroup("m{env:prod,host:a}")).containsExactly("env:prod", "host:a");
        assertThat(Grouping.tagsOfGroup("m")).isEmpty();
    }

    @Test
    void aGroupingCannotBeInconsistent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Grouping(Grouping.Kind.KEYS, List.of()));
    }
}
