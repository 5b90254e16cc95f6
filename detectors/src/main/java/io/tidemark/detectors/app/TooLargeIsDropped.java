package io.tidemark.detectors.app;

import io.tidemark.detectors.tally.Tally;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do about a record that cannot be written. One that is too large would be too large again: it is dropped, counted
 * and named, and the stream goes on. Any other failure ends the thread, whose replacement repeats the transaction.
 *
 * <p>Records are cut well below the limit before they get here; this is for brokers that take less than the default.
 */
public final class TooLargeIsDropped implements ProductionExceptionHandler {
    /** Where the counters are in the settings that the handler is made with. */
    static final String TALLY = "tidemark.detectors.tally";

    private static final Logger LOG = LoggerFactory.getLogger(TooLargeIsDropped.class);

    private Tally tally;

    @Override
    public void configure(Map<String, ?> settings) {
        tally = (Tally) settings.get(TALLY);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (!(exception instanceof RecordTooLargeException)) {
            return Response.fail();
        }
        tally.one(Tally.Of.NOT_WRITTEN);
        LOG.error(
                "A record is larger than the broker takes and was dropped. topic={} partition={} bytes={} id=record-too-large",
                record.topic(),
                record.partition(),
                record.value() == null ? 0 : record.value().length,
                exception);
        return Response.resume();
    }
}
