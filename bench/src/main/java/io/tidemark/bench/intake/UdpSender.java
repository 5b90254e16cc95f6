package io.tidemark.bench.intake;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.tidemark.bench.Benchmark.Progress;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends one datagram over and over at a steady rate, in batches: with epoll a batch is one system call (sendmmsg). */
final class UdpSender implements AutoCloseable {

    static final int BATCH = 50;

    /** Batches that may wait for the event loop: beyond that the sender is late, not the kernel. */
    private static final int WAITING_MAX = 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final Channel channel;
    private final ByteBuf datagram;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final GenericFutureListener<Future<Void>> counting =
            written -> (written.isSuccess() ? sent : failed).incrementAndGet();

    UdpSender(byte[] datagram, int port) {
        this.datagram = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(datagram));
        this.channel = new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
    }

    /** @return how many the kernel took */
    long send(int aSecond, int seconds, Progress progress) {
        long batches = (long) aSecond * seconds / BATCH;
        long nanosABatch = 1_000_000_000L * BATCH / aSecond;
        long start = System.nanoTime();
        for (long batch = 0; batch < batches; batch++) {
            while (batch * BATCH - sent.get() - failed.get() > (long) WAITING_MAX * BATCH) {
                LockSupport.parkNanos(nanosABatch);
            }
            channel.eventLoop().execute(this::batch);
            if (batch % (5L * aSecond / BATCH) == 0) {
                progress.say(batch * BATCH / aSecond + " s, " + sent.get() + " sent");
            }
            LockSupport.parkNanos(start + (batch + 1) * nanosABatch - System.nanoTime());
        }
        channel.eventLoop().submit(() -> {}).syncUninterruptibly();
        if (failed.get() > 0 || sent.get() != batches * BATCH) {
            throw new IllegalStateException("the kernel took " + sent.get() + " of " + batches * BATCH + " datagrams");
        }
        return sent.get();
    }

    private void batch() {
        for (int i = 0; i < BATCH; i++) {
            channel.write(datagram.duplicate()).addListener(counting);
        }
        channel.flush();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
