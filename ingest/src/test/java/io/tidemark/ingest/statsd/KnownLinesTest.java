package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.series.Series;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: the short way for known lines is a short cut and nothing else: never another value, never a line taken for another. */
class KnownLinesTest {
    private KnownLines.Entry before;

    private static final String[] NAMES = {"a", "page.views", "seven77", "eight888", "nine.9999", "a b", "", "x|y"};
    private static final String[] VALUES = {
        "1",
        "0",
        "12.5",
        "007",
        "1:2:3",
        "1::2",
        ".5",
        "5.",
        ".",
        "",
        "-1",
        "+1",
        "1e3",
        "123456789012345",
        "1234567890123456",
        "0.000000000000001",
        "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17",
        "NaN",
        "1 ",
        "9|"
    };
    private static final String[] RESTS = {
        "|c",
        "|g",
        "|h",
        "|d",
        "|ms",
        "|s",
        "",
        "|",
        "|c|@0.5",
        "|g|@0.5",
        "|h|@0.1|#a:b",
        "|c|#a:b",
        "|c|#a:b,c:d",
        "|c|#a:b,a:c",
        "|d|#page:home,env:prod,service:shop",
        "|c|#a:b|c:ci-1",
        "|g|#a:b|e:it-false",
        "|c|T1767225600",
        "|c|#a:b\r",
        "|x"
    };

    private final StatsdTargets targets = new StatsdTargets();

    @Test
    void aLineMeansWhatItMeansWhenItIsParsed() {
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            StringBuilder packet = new StringBuilder();
            int lines = 1 + random.nextInt(60);
            for (int k = 0; k < lines; k++) {
                packet.append(packet.isEmpty() ? "" : "\n")
                        .append(oneOf(NAMES, random))
                        .append(':')
                        .append(oneOf(VALUES, random))
                        .append(oneOf(RESTS, random));
            }
            targets.requireThatTheShortWaySaysTheSame(packet.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Lengths around the words of eight bytes, at the end of a packet and before another line. */
    @Test
    void aKnownLineIsFoundWhateverItsLengthAndItsNeighbours() {
        for (int name = 1; name <= 20; name++) {
            for (int tag = 0; tag <= 20; tag++) {
                KnownLines lines = new KnownLines();
                String known = "n".repeat(name) + ":%s|c|#t" + "t".repeat(tag);
                learn(lines, String.format(known, "1"));
                for (String end : new String[] {"", "\n", "\nother:1|g"}) {
                    byte[] packet = (String.format(known, "2.5:3") + end).getBytes(StandardCharsets.UTF_8);

                    assertThat(lines.find(packet, 0, packet.length, null)).isNotNull();
                    assertThat(lines.end()).isEqualTo(packet.length - end.length());
                    assertThat(lines.valueCount()).isEqualTo(2);
                    assertThat(lines.values()).startsWith(2.5, 3);
                }
                byte[] other = (String.format(known, "1") + "x").getBytes(StandardCharsets.UTF_8);
                assertThat(lines.find(other, 0, other.length, null)).isNull();
            }
        }
    }

    /** Whether a line is looked up or expected: one bit of its name or rest that differs makes it another. */
    @Test
    void aLineThatDiffersInOneBitIsAnother() {
        Random random = new Random(4);
        for (int name = 1; name <= 20; name++) {
            for (int tag = 0; tag <= 20; tag++) {
                KnownLines lines = new KnownLines();
                String known = "n".repeat(name) + ":1|c|#t" + "t".repeat(tag);
                learn(lines, "before:1|c");
                learn(lines, known);
                for (int at = 0; at < known.length(); at++) {
                    byte[] other = known.getBytes(StandardCharsets.UTF_8);
                    other[at] ^= (byte) (1 << random.nextInt(7));
                    if (at == name || at == name + 1) {
                        continue; // The colon, and the value, which may be any.
                    }
                    find(lines, "before:1|c");
                    assertThat(find(lines, known)).as(known).isNotNull();
                    find(lines, "before:1|c");

                    assertThat(find(lines, new String(other, StandardCharsets.ISO_8859_1)))
                            .as("byte %d of %s", at, known)
                            .isNull();
                }
            }
        }
    }

    /** What came next last time is only a guess: lines of the same lengths that differ in one byte, in changing order. */
    @Test
    void aLineThatFollowsAnotherThanLastTimeIsStillItself() {
        String[] texts = {"m:%d|c|#t:a", "m:%d|c|#t:b", "m:%d|g|#t:a", "n:%d|c|#t:a", "m:%d|c|#t:a,u", "mm:%d|c|#t:a"};
        KnownLines lines = new KnownLines();
        KnownLines.Entry[] entries = new KnownLines.Entry[texts.length];
        for (int i = 0; i < texts.length; i++) {
            learn(lines, String.format(texts[i], 1));
        }
        for (int i = 0; i < texts.length; i++) {
            entries[i] = find(lines, String.format(texts[i], 1));
        }
        assertThat(entries).doesNotContainNull().doesNotHaveDuplicates();
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            int line = random.nextInt(texts.length);
            assertThat(find(lines, String.format(texts[line], i))).isSameAs(entries[line]);
            assertThat(lines.values()[0]).isEqualTo(i);
        }
    }

    @Test
    void asManyLinesAsThereMayBeAreKnownAndNotOneMore() {
        KnownLines lines = new KnownLines();
        for (int i = 0; i <= 100_000; i++) {
            learn(lines, "m:1|c|#i:" + i);
            if (i == 99_999) {
                assertThat(isKnown(lines, "m:2|c|#i:0")).isTrue();
                assertThat(isKnown(lines, "m:2|c|#i:99999")).isTrue();
            }
        }

        assertThat(isKnown(lines, "m:2|c|#i:0")).isFalse();
        assertThat(isKnown(lines, "m:2|c|#i:100000")).isTrue();
    }

    private static void learn(KnownLines lines, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Line line = new Line();
        assertThat(new LineParser().parse(bytes, 0, bytes.length, line)).isEqualTo(Line.Kind.METRIC);
        lines.put(line, new KnownSeries.Entry(Series.of("m"), true));
    }

    private boolean isKnown(KnownLines lines, String text) {
        return find(lines, text) != null;
    }

    private KnownLines.Entry find(KnownLines lines, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        before = lines.find(bytes, 0, bytes.length, before);
        return before;
    }

    private static String oneOf(String[] texts, Random random) {
        return texts[random.nextInt(texts.length)];
    }
}
