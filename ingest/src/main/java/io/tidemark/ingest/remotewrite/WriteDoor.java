package io.tidemark.ingest.remotewrite;

import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.bytes.ByteKey;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.track.Flight;
import io.tidemark.ingest.track.Tracks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes write requests as snappy blocks: reads them, hands the points over, answers once Kafka has. */
public final class WriteDoor {

    private final Context context;
    private final Ledger ledger;
    private final Tracks<ByteKey> tracks;
    private final WriteReader.Parts parts;

    /** Which message a block holds. */
    public enum Version {
        ONE,
        TWO
    }

    /**
     * What became of a request that was taken.
     *
     * @param received samples and histograms in it
     * @param refused one for each sample, or series, left out
     */
    public record Written(long received, List<Refusal> refused, long rejected, long samples, long histograms) {}

    /** @param ledger of samples, as senders count them */
    public WriteDoor(Context context, Ledger ledger) {
        this.context = context;
        this.ledger = ledger;
        this.tracks = new Tracks<>(Tracks.Limits.DEFAULTS, context.tally());
        this.parts = new WriteReader.Parts(
                context.admission(),
                new TimeRule(
                        context.settings().pointsMaxAge(),
                        context.admission().limits().aheadMax()),
                context.tally(),
                tracks,
                new Families());
    }

    /**
     * What was written; fails with {@link BodyGate.RefusedException} where the request is not taken, or not all of
     * it published.
     */
    public CompletableFuture<Written> take(byte[] block, Version version, Caller caller) {
        WriteReader reader =
                new WriteReader(parts, caller.client(), context.clock().millis());
        Verdict<Optional<Refusal>> read = read(block, version, context, reader);
        if (!read.isAdmitted()) {
            return CompletableFuture.failedFuture(new BodyGate.RefusedException(read.refusal()));
        }
        return submit(reader, caller).thenApply(dropped -> {
            // What stood before the fault is stored all the same; sent again it is told apart.
            dropped.or(read::value).ifPresent(refusal -> {
                throw new BodyGate.RefusedException(refusal);
            });
            return new Written(
                    reader.received(),
                    reader.refused(),
                    reader.rejected(),
                    reader.samplesWritten(),
                    reader.histogramsWritten());
        });
    }

    /**
     * Reads a block, every label of it, and throws away what it reads: what the rest of the way is measured against.
     *
     * @return bytes of names and values
     */
    public static long readOnly(byte[] block, Version version, Context context) {
        long[] texts = {0};
        WireReader.Sink nowhere = new WireReader.Sink() {
            @Override
            public void series(WrittenSeries series) throws IOException {
                series.eachLabel((bytes, nameFrom, nameTo, valueFrom, valueTo) ->
                        texts[0] += nameTo - nameFrom + valueTo - valueFrom);
            }

            @Override
            public void metadata(String family, MetricType type) {
                texts[0] += family.length();
            }
        };
        read(block, version, context, nowhere);
        return texts[0];
    }

    /** The fault that reading ended at, where it did; refused where there was nothing to read. */
    private static Verdict<Optional<Refusal>> read(
            byte[] block, Version version, Context context, WireReader.Sink sink) {
        Verdict<byte[]> body = SnappyBlock.inflate(block, context.settings().inflatedBytesMax());
        if (!body.isAdmitted()) {
            return Verdict.refused(body.refusal());
        }
        int samplesMax = context.settings().pointsMax();
        return Verdict.admitted(
                version == Version.TWO
                        ? WireReader.readV2(body.value(), samplesMax, sink)
                        : WireReader.readV1(body.value(), samplesMax, sink));
    }

    /** Why not all was published. */
    private CompletableFuture<Optional<Refusal>> submit(WriteReader reader, Caller caller) {
        reader.refused().forEach(refusal -> context.tally().refuse(refusal, caller.address()));
        long carried = reader.received() - reader.rejected() - reader.absorbed();
        ledger.received(reader.received());
        ledger.rejected(reader.rejected());
        ledger.published(reader.absorbed());
        ledger.entered(carried);
        CompletableFuture<Receipt> own =
                tracks.land(reader.flight(), context.outlet().points(reader.points(), "remote-write"));
        own.thenAccept(receipt -> {
            if (receipt.isWhole()) {
                ledger.leftPublished(carried);
            } else {
                ledger.leftDropped(carried);
            }
        });
        List<CompletableFuture<Receipt>> all = new ArrayList<>(List.of(own));
        reader.awaited().stream().map(Flight::landed).forEach(all::add);
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(landed -> all.stream()
                        .map(CompletableFuture::join)
                        .filter(receipt -> !receipt.isWhole())
                        .findFirst()
                        .map(receipt -> {
                            Reason reason = receipt.reason().orElse(Reason.PUBLISH_FAILED);
                            return new Refusal(reason, "request", "", reason.meaning());
                        }));
    }
}
