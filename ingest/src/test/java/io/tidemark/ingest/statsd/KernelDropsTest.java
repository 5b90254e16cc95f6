package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDropsTest {

    @TempDir
    private Path folder;

    /** Rows as Linux writes them; 8125 is 1FBD. */
    private static String table(int drops) {
        return "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
                + "  10: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000  0  0 4242 2 0000000000000000 "
                + drops + "\n"
                + "  11: 0100007F:1FBE 00000000:0000 07 00000000:00000000 00:00000000 00000000  0  0 4243 2 0000000000000000 99\n";
    }

    @Test
    void onlyWhatIsNewIsToldAndOnlyOfThisPort() throws IOException {
        Path file = folder.resolve("udp");
        KernelDrops drops = new KernelDrops(List.of(file, folder.resolve("udp6")));

        assertThat(drops.sinceLast(8_125)).as("no table").isZero();
        Files.writeString(file, table(7));
        assertThat(drops.sinceLast(8_125)).isEqualTo(7);
        assertThat(drops.sinceLast(8_125)).isZero();
        Files.writeString(file, table(10));
        assertThat(drops.sinceLast(8_125)).isEqualTo(3);
    }
}
