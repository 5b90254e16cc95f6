package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: the parser against the grammar in every build, on lines a few changes away from right ones. */
class LineParserTest {

    private static final long SEED = 20260101;
    private static final String ALPHABET = "abz_.:|#@,0159+-eEcghdmsTk \\n{}\u00e4";

    private final ParserComparison comparison = new ParserComparison();

    @Test
    void theParserSaysWhatTheGrammarSaysOnLinesThatAreNearlyRight() {
        Random random = new Random(SEED);
        String[] right = {
            "page.views:1|c|#page:home,prod|@0.5",
            "a.b:1:2.5:-3e2|h|@0.1|c:ci-abc",
            "temp:21.5|g|T1700000000",
            "users:a:b|s",
            "t:250|ms|#x",
            "d:.5:5.:+1|d",
            "_e{5,4}:title|text|h:host|#a:b|t:error",
            "_sc|name|2|h:web|#a|m:not\\ngood",
        };
        int accepted = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder(right[random.nextInt(right.length)]);
            for (int change = random.nextInt(4); change > 0; change--) {
                int at = random.nextInt(text.length());
                char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, other);
                    case 1 -> text.insert(at, other);
                    default -> text.deleteCharAt(at);
                }
            }
            accepted += comparison.requireAgreement(text.toString().getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
        }

        assertThat(accepted).as("of lines on both sides, seed %d", SEED).isBetween(20_000, 90_000);
    }
}
