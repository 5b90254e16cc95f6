package io.tidemark.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CsvFileTest {
    @Test
    void epochSecondsAndCivilTimesAreReadAndTheLabelIsNot() throws IOException {
        CsvFile file =
                read("timestamp,value,label\n1404172800,10844.0,0\n2014-07-01 00:30:00,8127,1\n1404172800.5,-1e3\n");

        assertThat(file.rejected()).isZero();
        assertThat(file.rows())
                .containsExactly(
                        new CsvRow(1_404_172_800_000L, 10_844),
                        new CsvRow(1_404_174_600_000L, 8_127),
                        new CsvRow(1_404_172_800_500L, -1_000));
    }

    @Test
    void aBadRowIsExplainedWithItsLineAndTheOthersAreKept() throws IOException {
        CsvFile file = read("timestamp,value\n1,1\nx,1\n2,0x1p4\n1657100430000,1\n3\n4,NaN\n5,5\n");

        assertThat(file.rows()).extracting(CsvRow::value).containsExactly(1.0, 5.0);
        assertThat(file.rejected()).isEqualTo(5);
        assertThat(file.faults().get(0))
                .startsWith("line 3: timestamp is \"x\"")
                .endsWith("[bad-timestamp]");
        assertThat(file.faults().get(1))
                .startsWith("line 4: value is \"0x1p4\"")
                .endsWith("[bad-value]");
        assertThat(file.faults().get(2)).startsWith("line 5").contains("milliseconds");
        assertThat(file.faults().get(3)).startsWith("line 6").endsWith("[bad-row]");
    }

    @Test
    void gzippedFilesAreReadAsTheyAre() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(CsvFile.read(new ByteArrayInputStream(packed.toByteArray())).rows())
                .containsExactly(new CsvRow(1_000, 2), new CsvRow(3_000, 4));
    }

    @Test
    void onlyTheFirstFaultsAreKeptButAllAreCounted() throws IOException {
        CsvFile file = read("bad\n".repeat(1_000));
        assertThat(file.faults()).hasSize(CsvFile.FAULTS_SHOWN_MAX);
        assertThat(file.rejected()).isEqualTo(1_000);
    }

    private static CsvFile read(String text) throws IOException {
        return CsvFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
