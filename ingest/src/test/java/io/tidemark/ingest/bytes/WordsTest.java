package io.tidemark.ingest.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void aWordsFirstDigitsAreItsNumberWhateverComesAfter() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            int count = 1 + random.nextInt(7);
            int number = random.nextInt((int) Math.pow(10, count));
            byte[] bytes = new byte[Long.BYTES];
            random.nextBytes(bytes);
            byte[] digits = String.format("%0" + count + "d", number).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, bytes, 0, count);
            long word = Words.at(bytes, 0, bytes.length);
            assertThat(Words.areDigits(word, count)).isTrue();
            assertThat(Words.number(word, count)).isEqualTo(number);
        }
    }

    /** Every byte at every place. */
    @Test
    void whatIsNoDigitIsSeenAtEachPlace() {
        for (int count = 1; count <= 7; count++) {
            for (int at = 0; at < count; at++) {
                for (int b = 0; b < 256; b++) {
                    byte[] bytes = "09090909".getBytes(StandardCharsets.US_ASCII);
                    bytes[at] = (byte) b;
                    assertThat(Words.areDigits(Words.at(bytes, 0, 8), count))
                            .as("byte %d at %d of %d", b, at, count)
                            .isEqualTo(b >= '0' && b <= '9');
                }
            }
        }
    }
}
