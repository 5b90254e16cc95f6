package io.tidemark.ingest.statsd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of DogStatsD: UDP, and a Unix datagram socket where asked for. One event loop reads them, aggregates and
 * flushes, so nothing needs a lock; with epoll up to 32 datagrams come with one system call.
 */
public final class StatsdServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatsdServer.class);

    /** One byte over the limit, so that a longer datagram shows. */
    private static final int READ_BYTES = StatsdIntake.PACKET_MAX + 1;

    private static final int DATAGRAMS_A_READ = 32;
    private static final int FLUSH_EVERY_MILLIS = 200;
    private static final int DROPS_EVERY_MILLIS = 2_000;

    private final StatsdSettings settings;
    private final StatsdIntake intake;
    private final Tally tally;
    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group;
    private final KernelDrops kernelDrops = KernelDrops.ofThisMachine();
    private final byte[] scratch = new byte[READ_BYTES];
    private Channel udp;

    private StatsdServer(StatsdSettings settings, StatsdIntake intake, Tally tally) {
        this.settings = settings;
        this.intake = intake;
        this.tally = tally;
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("tidemark-dogstatsd", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** Binds and starts reading. */
    public static StatsdServer start(StatsdSettings settings, StatsdIntake intake, Tally tally) {
        StatsdServer server = new StatsdServer(settings, intake, tally);
        try {
            server.bindUdp();
            server.bindSocket();
        } catch (RuntimeException e) {
            server.group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
        server.group
                .next()
                .scheduleAtFixedRate(intake::flush, FLUSH_EVERY_MILLIS, FLUSH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        server.group
                .next()
                .scheduleAtFixedRate(
                        server::countKernelDrops, DROPS_EVERY_MILLIS, DROPS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return server;
    }

    /** The UDP port in use. */
    public int port() {
        return ((InetSocketAddress) udp.localAddress()).getPort();
    }

    /** Stops reading and hands over what was collected. */
    @Override
    public void close() {
        udp.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        group.next().submit(intake::drain).awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        settings.socket().ifPresent(StatsdServer::remove);
    }

    private void bindUdp() {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes())
                .handler(new UdpHandler());
        if (epoll) {
            // A buffer of many times the payload size is what makes Netty read many datagrams with one recvmmsg.
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, READ_BYTES)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(READ_BYTES * DATAGRAMS_A_READ));
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
        }
        udp = bootstrap
                .bind(settings.host(), settings.port())
                .syncUninterruptibly()
                .channel();
        LOG.info("DogStatsD listens on UDP {}:{} ({}).", settings.host(), port(), epoll ? "epoll" : "nio");
    }

    private void bindSocket() {
        if (settings.socket().isEmpty()) {
            return;
        }
        Path path = settings.socket().get();
        if (!epoll) {
            LOG.warn("The Unix socket {} is left out: it needs epoll, which this system does not have.", path);
            return;
        }
        remove(path);
        new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .handler(new SocketHandler())
                .bind(new DomainSocketAddress(path.toString()))
                .syncUninterruptibly();
        try {
            // As Datadog's Agent: any local user may write, only the owner may read.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx-w--w-"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the permissions of the socket " + path, e);
        }
        LOG.info("DogStatsD listens on the Unix datagram socket {}.", path);
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the old socket " + socket, e);
        }
    }

    private void countKernelDrops() {
        tally.count(Reason.KERNEL_DROP, kernelDrops.sinceLast(port()));
    }

    private void read(ByteBuf content, Object sender) {
        int length = Math.min(content.readableBytes(), READ_BYTES);
        content.getBytes(content.readerIndex(), scratch, 0, length);
        boolean truncated = length > StatsdIntake.PACKET_MAX;
        intake.packet(scratch, 0, Math.min(length, StatsdIntake.PACKET_MAX), truncated, sender);
    }

    /** One handler a channel; what it does with a datagram stands in {@link #read}. */
    private abstract class Handler<T> extends SimpleChannelInboundHandler<T> {

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            intake.endOfRead();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.error("Reading a DogStatsD packet failed; the packet is lost, reading goes on.", cause);
        }
    }

    private final class UdpHandler extends Handler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            read(packet.content(), packet.sender());
        }
    }

    private final class SocketHandler extends Handler<DomainDatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            read(packet.content(), "unix socket");
        }
    }
}
