package dev.perdure.host.grpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read and write the connections of a door: half as many as the machine has processors. What is put
 * together for a worker is put together by them, so that no other thread need wake up for it.
 *
 * <p>Thread-safe.
 */
final class NetworkThreads implements AutoCloseable {

    private static final int NUMBER = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSING_MILLIS = 1_000;

    private final EventLoopGroup group;
    private final boolean epoll = Epoll.isAvailable();

    NetworkThreads() {
        ThreadFactory factory = new DefaultThreadFactory("perdure-grpc-net", true);
        this.group = epoll ? new EpollEventLoopGroup(NUMBER, factory) : new NioEventLoopGroup(NUMBER, factory);
    }

    NettyServerBuilder serve(NettyServerBuilder builder) {
        return builder.bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .channelType(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    }

    /** Runs what is quick and never waits. */
    Executor executor() {
        return group.next();
    }

    /** What is under way on the connections has ended before. Idempotent. */
    @Override
    public void close() {
        var unused = group.shutdownGracefully(QUIET_MILLIS, CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    }
}
