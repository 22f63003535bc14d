package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A host whose system takes no more connections because the program does not accept those it has. */
class FullAcceptQueueTest {

    @Test
    void aCallIsNotSentAndSaysSoAtItsDeadline() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpSession session = Sessions.open(options(listener), Ticker.SYSTEM)) {
            List<SocketChannel> queue = fill(listener);

            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(post("/1", Duration.ofMillis(500))))
                    .withMessageContaining("was not done");

            assertThat(session.stats().open()).isZero();
            assertThat(session.stats().openedTotal()).isZero();
            close(queue);
        }
    }

    @Test
    void callsGoOnWhenTheHostAcceptsAgain() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (HttpSession session = Sessions.open(options(listener), Ticker.SYSTEM)) {
            List<SocketChannel> queue = fill(listener);
            List<FutureTask<TransportResponse>> calls = Callers.burst(60, () -> session.send(post("/1")));
            Callers.await("an attempt failed", () -> session.stats().retriedTotal() > 0);

            close(queue);
            try (ScriptedHost host = ScriptedHost.over(listener, "http", e -> e.perdure(202, ""))) {
                assertThat(calls)
                        .allSatisfy(call ->
                                assertThat(Callers.result(call).status()).isEqualTo(202));
                assertThat(host.requests()).as("each was sent once").hasSize(60);
                assertThat(session.stats().open()).isEqualTo(session.stats().idle());
            }
        }
    }

    private static SessionOptions options(ServerSocket listener) {
        return new SessionOptions(
                URI.create("http://127.0.0.1:" + listener.getLocalPort()),
                SessionOptions.CONNECTIONS_MAX,
                SessionOptions.WAITERS_MAX,
                SessionOptions.IDLE_MAX,
                Duration.ofMillis(100),
                SessionOptions.RESPONSE_BYTES_MAX,
                null);
    }

    /** Connects until no more connections are taken. */
    private static List<SocketChannel> fill(ServerSocket listener) throws IOException {
        List<SocketChannel> queue = new ArrayList<>();
        while (queue.size() < 100) {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.socket()
                        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()), 200);
                queue.add(channel);
            } catch (SocketTimeoutException e) {
                channel.close();
                return queue;
            }
        }
        throw new AssertionError("this system takes connections without an end");
    }

    private static void close(List<SocketChannel> queue) throws IOException {
        for (SocketChannel channel : queue) {
            channel.close();
        }
    }
}
