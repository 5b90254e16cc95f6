package io.tidemark.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelearntTest {
    private static final int BYTES_MAX = 1_000;

    @Test
    void recordsHoldAllInTheirOrderAndNoMoreThanTheyMay() {
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            List<Relearnt> answers = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                answers.add(answer("host:" + i, random.nextInt(3) == 0 ? random.nextInt(1_500) : 0));
            }
            List<byte[]> records = Relearnt.toRecords(answers, BYTES_MAX);
            List<Relearnt> read = new ArrayList<>();
            for (byte[] record : records) {
                List<Relearnt> together = Relearnt.parse(record);
                assertThat(Relearnt.isIn(record)).isTrue();
                assertThat(together).isNotEmpty();
                assertThat(together.size() == 1 || record.length <= BYTES_MAX + 4)
                        .isTrue();
                read.addAll(together);
            }
            assertThat(read).usingRecursiveComparison().isEqualTo(answers);
        }
    }

    @Test
    void emptyAnswersShareRecords() {
        List<Relearnt> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(answer("host:" + i, 0));
        }
        assertThat(Relearnt.toRecords(answers, 64 << 10)).hasSize(1);
        assertThat(Relearnt.toRecords(List.of(), 64 << 10)).isEmpty();
        int three = 3 * answers.get(0).bytes() + 10;
        assertThat(Relearnt.toRecords(answers.subList(0, 9), three)).hasSize(3);
    }

    /** The log may have records that an earlier build wrote: one model each. */
    @Test
    void aRecordOfAnEarlierBuildIsRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {'T', 'M', 'R', 1});
        out.writeUTF("d");
        out.writeLong(7);
        out.writeUTF("host:a");
        out.writeLong(60_000);
        out.writeBoolean(true);
        out.writeInt(2);
        out.write(new byte[] {5, 6});

        assertThat(Relearnt.isIn(bytes.toByteArray())).isTrue();
        assertThat(Relearnt.parse(bytes.toByteArray()))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Relearnt("d", 7, "host:a", 60_000, true, new byte[] {5, 6})));
    }

    @Test
    void aRecordThatEndsWithinAModelIsRefusedWhole() {
        Relearnt first = answer("host:a", 9);
        byte[] record = Relearnt.toRecords(List.of(first, answer("host:b", 9)), BYTES_MAX)
                .get(0);
        int endOfFirst = 4 + first.bytes();
        for (int length = 4; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            if (length != endOfFirst) {
                assertThatThrownBy(() -> Relearnt.parse(cut))
                        .as("%d of %d bytes", length, record.length)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(length < endOfFirst ? "model 1" : "model 2");
            }
        }
    }

    @Test
    void othersRecordsAreNone() {
        assertThat(Relearnt.isIn(null)).isFalse();
        assertThat(Relearnt.isIn(new byte[] {'T', 'M', 'R'})).isFalse();
        assertThat(Relearnt.isIn(new byte[] {'T', 'M', 'R', 3, 0})).isFalse();
        assertThat(Relearnt.isIn(new byte[] {'T', 'M', 'S', 1, 0})).isFalse();
    }

    private static Relearnt answer(String group, int bytes) {
        byte[] state = new byte[bytes];
        Arrays.fill(state, (byte) group.hashCode());
        return new Relearnt("d", group.hashCode(), group, 1_000, bytes > 0, state);
    }
}
