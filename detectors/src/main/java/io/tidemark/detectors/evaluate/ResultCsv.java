package io.tidemark.detectors.evaluate;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code timestamp,value,expected,lower,upper,score,anomalous}, one row for each row of the input, in its order. */
final class ResultCsv {
    static final String HEADER = "timestamp,value,expected,lower,upper,score,anomalous\n";

    private ResultCsv() {}

    static void write(JudgedSeries judged, Path file) throws IOException {
        StringBuilder text = new StringBuilder(1 << 16).append(HEADER);
        try (Writer writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < judged.scores().length; i++) {
                text.append(judged.series().times()[i]).append(',');
                text.append(judged.series().values()[i]).append(',');
                text.append(judged.expected()[i]).append(',');
                text.append(judged.lower()[i]).append(',');
                text.append(judged.upper()[i]).append(',');
                text.append(judged.scores()[i]).append(',');
                text.append(judged.anomalous()[i] ? '1' : '0').append('\n');
                if (text.length() > 60_000) {
                    writer.append(text);
                    text.setLength(0);
                }
            }
            writer.append(text);
        }
    }
}
