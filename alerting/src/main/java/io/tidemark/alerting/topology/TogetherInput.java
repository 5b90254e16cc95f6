package io.tidemark.alerting.topology;

import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What tasks of single partitions hand to the one task that sees all of them. Private to alerting; flat form, version 1:
 * version, kind (1 byte each), the partition it comes from, then the fields of the kind in their order.
 */
sealed interface TogetherInput {

    byte VERSION = 1;

    /** The partition whose task handed it over. */
    int source();

    /** The tick up to which everything of this source has been handed over. */
    record Tick(int source, long tickMillis) implements TogetherInput {}

    /** A judged bucket of a group whose monitors hold it against others. */
    record OfRow(int source, String watched, String group, Row row) implements TogetherInput {}

    /** The state of a group that some monitor relies on; empty: the group is no more. */
    record OfState(int source, String monitor, String group, Optional<GroupState> state, long atMillis)
            implements TogetherInput {}

    /** A message that nobody holds back yet. @param notification as it is written on the topic */
    record OfMessage(int source, byte[] notification) implements TogetherInput {}

    /**
     * An answer of a check.
     *
     * @param takenMillis when the broker took it
     */
    record OfAnswer(
            int source, long takenMillis, String check, int status, long atSeconds, List<String> tags, String message)
            implements TogetherInput {}

    /** An event. @param attributes as event queries look at them */
    record OfEvent(int source, long takenMillis, List<String> attributes, String title, String text)
            implements TogetherInput {}

    default byte[] toBytes() {
        Flat out = new Flat().put(VERSION);
        if (this instanceof Tick tick) {
            out.put((byte) 0).put(tick.source).put(tick.tickMillis);
        } else if (this instanceof OfRow of) {
            out.put((byte) 1).put(of.source).put(of.watched).put(of.group);
            out.put(of.row.startSeconds()).put(of.row.intervalSeconds()).put(of.row.value());
        } else if (this instanceof OfState of) {
            out.put((byte) 2).put(of.source).put(of.monitor).put(of.group);
            out.put(of.state.map(Enum::name).orElse("")).put(of.atMillis);
        } else if (this instanceof OfMessage of) {
            out.put((byte) 3).put(of.source).put(of.notification);
        } else if (this instanceof OfAnswer of) {
            out.put((byte) 4)
                    .put(of.source)
                    .put(of.takenMillis)
                    .put(of.check)
                    .put(of.status)
                    .put(of.atSeconds);
            texts(out, of.tags).put(of.message);
        } else if (this instanceof OfEvent of) {
            out.put((byte) 5).put(of.source).put(of.takenMillis);
            texts(out, of.attributes).put(of.title).put(of.text);
        }
        return out.bytes();
    }

    /** @throws RuntimeException where the bytes are none of {@link #toBytes()} */
    static TogetherInput parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("input of version " + version + " (expected " + VERSION + ")");
        }
        byte kind = in.get();
        int source = in.getInt();
        return switch (kind) {
            case 0 -> new Tick(source, in.getLong());
            case 1 ->
                new OfRow(source, Flat.text(in), Flat.text(in), Row.plain(in.getLong(), in.getInt(), in.getDouble()));
            case 2 -> {
                String monitor = Flat.text(in);
                String group = Flat.text(in);
                String state = Flat.text(in);
                yield new OfState(
                        source,
                        monitor,
                        group,
                        state.isEmpty() ? Optional.empty() : Optional.of(GroupState.valueOf(state)),
                        in.getLong());
            }
            case 3 -> new OfMessage(source, Flat.bytes(in));
            case 4 ->
                new OfAnswer(source, in.getLong(), Flat.text(in), in.getInt(), in.getLong(), texts(in), Flat.text(in));
            case 5 -> new OfEvent(source, in.getLong(), texts(in), Flat.text(in), Flat.text(in));
            default -> throw new IllegalArgumentException("input of kind " + kind + " (expected 0 to 5)");
        };
    }

    private static Flat texts(Flat out, List<String> texts) {
        out.put(texts.size());
        texts.forEach(out::put);
        return out;
    }

    private static List<String> texts(ByteBuffer in) {
        List<String> texts = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            texts.add(Flat.text(in));
        }
        return texts;
    }
}
