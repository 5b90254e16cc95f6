package io.tidemark.ingest.statsd;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import java.util.List;

/**
 * Takes packets off a Unix stream socket: each follows its length, four bytes with the lowest first. A length over the limit of
 * a packet ends the connection, because what follows cannot be told apart; nothing is allocated for it. One instance a
 * connection. Source: java-dogstatsd-client, UnixStreamClientChannel.
 */
final class FrameHandler extends ByteToMessageDecoder {

    private static final int LENGTH_BYTES = 4;

    /** Where a whole packet goes. */
    interface Packets {

        void take(ByteBuf bytes, int length);

        void endOfRead();
    }

    private final Packets packets;
    private final Tally tally;
    private final String socket;

    FrameHandler(Packets packets, Tally tally, String socket) {
        this.packets = packets;
        this.tally = tally;
        this.socket = socket;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= LENGTH_BYTES) {
            long length = in.getUnsignedIntLE(in.readerIndex());
            if (length > StatsdIntake.PACKET_MAX) {
                tally.refuse(
                        new Refusal(
                                Reason.FRAME_TOO_LARGE,
                                "frame length",
                                Long.toString(length),
                                "expected at most " + StatsdIntake.PACKET_MAX + " bytes"),
                        socket);
                in.skipBytes(in.readableBytes());
                context.close();
                return;
            }
            if (in.readableBytes() < LENGTH_BYTES + length) {
                return;
            }
            in.skipBytes(LENGTH_BYTES);
            packets.take(in, (int) length);
            in.skipBytes((int) length);
        }
    }

    /** The sender has gone: what it began and did not end is lost, and counted. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        decode(context, in, out);
        if (in.isReadable()) {
            tally.refuse(
                    new Refusal(
                            Reason.TRUNCATED,
                            "frame",
                            in.readableBytes() + " bytes",
                            "expected a whole frame before the connection ends"),
                    socket);
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        packets.endOfRead();
        super.channelReadComplete(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A sender that vanished; its unfinished frame is counted when the channel ends.
        context.close();
    }
}
