package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detectors.tally.Tally;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.junit.jupiter.api.Test;

class TooLargeIsDroppedTest {
    private final Tally tally = new Tally();
    private final TooLargeIsDropped handler = new TooLargeIsDropped();

    @Test
    void aRecordThatIsTooLargeIsCountedAndTheStreamGoesOn() {
        assertThat(answer(new RecordTooLargeException("2 MiB"))).isEqualTo(ProductionExceptionHandler.Result.RESUME);
        assertThat(tally.get(Tally.Of.NOT_WRITTEN)).isEqualTo(1);
    }

    @Test
    void anyOtherFailureEndsTheThread() {
        assertThat(answer(new AuthorizationException("no"))).isEqualTo(ProductionExceptionHandler.Result.FAIL);
        assertThat(tally.get(Tally.Of.NOT_WRITTEN)).isZero();
    }

    private ProductionExceptionHandler.Result answer(Exception failure) {
        handler.configure(Map.of(TooLargeIsDropped.TALLY, tally));
        return handler.handleError(null, new ProducerRecord<>("t", new byte[0], new byte[3]), failure)
                .result();
    }
}
