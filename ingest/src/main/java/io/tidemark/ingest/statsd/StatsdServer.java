package io.tidemark.ingest.statsd;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of DogStatsD: UDP, and Unix sockets for datagrams and for streams where asked for. One event loop reads them,
 * aggregates and flushes, so nothing needs a lock; with epoll up to 32 datagrams come with one system call.
 */
public final class StatsdServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatsdServer.class);

    /** One byte over the limit, so that a longer datagram shows. */
    private static final int READ_BYTES = StatsdIntake.PACKET_MAX + 1;

    private static final int DATAGRAMS_A_READ = 32;
    private static final int READS_A_TURN = 16;
    private static final int STREAMS_MAX = 512;
    private static final String A_PATH = "a path of at most 107 characters in a folder that may be written to";
    private static final int FLUSH_EVERY_MILLIS = 200;
    private static final int DROPS_EVERY_MILLIS = 2_000;

    private final StatsdSettings settings;
    private final StatsdIntake intake;
    private final Tally tally;
    private final boolean epoll;
    private final EventLoopGroup group;
    private final ChannelGroup streams;
    private final KernelDrops kernelDrops = KernelDrops.ofThisMachine();
    private final byte[] scratch = new byte[READ_BYTES];
    private Channel udp;

    private StatsdServer(StatsdSettings settings, StatsdIntake intake, Tally tally, boolean epoll) {
        this.settings = settings;
        this.intake = intake;
        this.tally = tally;
        this.epoll = epoll;
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("tidemark-dogstatsd", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.streams = new DefaultChannelGroup(group.next());
    }

    /** Binds and starts reading. */
    public static StatsdServer start(StatsdSettings settings, StatsdIntake intake, Tally tally) {
        return start(settings, intake, tally, Epoll.isAvailable());
    }

    /** The same with or without epoll. */
    static StatsdServer start(StatsdSettings settings, StatsdIntake intake, Tally tally, boolean epoll) {
        StatsdServer server = new StatsdServer(settings, intake, tally, epoll);
        try {
            server.bindUdp();
            settings.socket().ifPresent(server::bindDatagramSocket);
            settings.streamSocket().ifPresent(server::bindStreamSocket);
        } catch (RuntimeException e) {
            server.group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
        server.every(FLUSH_EVERY_MILLIS, intake::flush);
        server.every(DROPS_EVERY_MILLIS, server::countKernelDrops);
        return server;
    }

    /** The UDP port in use. */
    public int port() {
        return ((InetSocketAddress) udp.localAddress()).getPort();
    }

    /** False once its thread or its socket is gone, for whatever reason. */
    public boolean isAlive() {
        return udp.isActive() && !group.isShuttingDown();
    }

    /** Stops reading and hands over what was collected. */
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        // While the socket is there: with it goes the kernel's count.
        group.next().submit(this::countKernelDrops).awaitUninterruptibly(2, TimeUnit.SECONDS);
        udp.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        streams.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        group.next().submit(intake::drain).awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        settings.socket().ifPresent(UnixSockets::remove);
        settings.streamSocket().ifPresent(UnixSockets::remove);
    }

    private void every(int millis, Runnable task) {
        group.next().scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
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
                    .option(ChannelOption.RECVBUF_ALLOCATOR, buffers(READ_BYTES * DATAGRAMS_A_READ));
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, buffers(READ_BYTES));
        }
        udp = bound(
                bootstrap.bind(settings.host(), settings.port()),
                "UDP " + settings.host() + ":" + settings.port(),
                "a free port; another agent, or Tidemark itself, may have it");
        int granted = udp.config().getOption(ChannelOption.SO_RCVBUF);
        LOG.info(
                "DogStatsD listens on UDP {}:{} ({}, receive buffer {} bytes{}).",
                settings.host(),
                port(),
                epoll ? "epoll" : "nio",
                granted,
                granted < settings.receiveBufferBytes()
                        ? " of " + settings.receiveBufferBytes() + " asked for; raise net.core.rmem_max"
                        : "");
    }

    private void bindDatagramSocket(Path path) {
        if (!epoll) {
            LOG.warn("The Unix socket {} is left out: it needs epoll, which this system does not have.", path);
            return;
        }
        UnixSockets.remove(path);
        bound(
                new Bootstrap()
                        .group(group)
                        .channel(EpollDomainDatagramChannel.class)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, buffers(READ_BYTES))
                        .handler(new DatagramSocketHandler())
                        .bind(new DomainSocketAddress(path.toString())),
                "the Unix socket " + path,
                A_PATH);
        UnixSockets.letEverybodyWrite(path);
        LOG.info("DogStatsD listens on the Unix datagram socket {}.", path);
    }

    private void bindStreamSocket(Path path) {
        UnixSockets.remove(path);
        Class<? extends ServerChannel> server =
                epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
        SocketAddress address =
                epoll ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path.toString());
        bound(
                new ServerBootstrap()
                        .group(group)
                        .channel(server)
                        .childHandler(new StreamHandler())
                        .bind(address),
                "the Unix socket " + path,
                A_PATH);
        UnixSockets.letEverybodyWrite(path);
        LOG.info("DogStatsD listens on the Unix stream socket {}.", path);
    }

    /** Netty would throw the IOException itself, undeclared. */
    private static Channel bound(ChannelFuture binding, String where, String expected) {
        if (!binding.awaitUninterruptibly().isSuccess()) {
            throw new IllegalStateException(
                    "DogStatsD cannot listen on " + where + ": "
                            + binding.cause().getMessage() + " (expected " + expected + "). [statsd-bind]",
                    binding.cause());
        }
        return binding.channel();
    }

    private static FixedRecvByteBufAllocator buffers(int bytes) {
        FixedRecvByteBufAllocator buffers = new FixedRecvByteBufAllocator(bytes);
        buffers.maxMessagesPerRead(READS_A_TURN);
        return buffers;
    }

    private void countKernelDrops() {
        tally.count(Reason.KERNEL_DROP, kernelDrops.sinceLast(port()));
    }

    private void read(ByteBuf content, int available, Object sender) {
        int length = Math.min(available, READ_BYTES);
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
            read(packet.content(), packet.content().readableBytes(), packet.sender());
        }
    }

    private final class DatagramSocketHandler extends Handler<DomainDatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            read(packet.content(), packet.content().readableBytes(), "unix socket");
        }
    }

    private final class StreamHandler extends ChannelInitializer<Channel> implements FrameHandler.Packets {

        @Override
        protected void initChannel(Channel channel) {
            if (streams.size() >= STREAMS_MAX) {
                tally.count(Reason.TOO_MANY_CONNECTIONS);
                channel.close();
                return;
            }
            streams.add(channel);
            channel.pipeline().addLast(new FrameHandler(this, tally, "unix stream socket"));
        }

        @Override
        public void take(ByteBuf bytes, int length) {
            read(bytes, length, "unix stream socket");
        }

        @Override
        public void endOfRead() {
            intake.endOfRead();
        }
    }
}
