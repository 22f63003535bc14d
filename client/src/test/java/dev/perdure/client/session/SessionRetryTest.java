package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.post;
import static dev.perdure.client.session.Sessions.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.Exchange;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRetryTest {

    /** The ways in which an exchange can fail after the request was sent. */
    enum Failure {
        RESET {
            @Override
            void happen(Exchange e) throws IOException {
                e.reset();
            }
        },
        END {
            @Override
            void happen(Exchange e) throws IOException {
                e.close();
            }
        },
        GARBAGE {
            @Override
            void happen(Exchange e) throws IOException {
                e.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            }
        },
        WRONG_STATUS {
            @Override
            void happen(Exchange e) throws IOException {
                e.raw("HTTP/1.1 777 What\r\nContent-Length: 0\r\n\r\n");
            }
        },
        HALF_A_HEAD {
            @Override
            void happen(Exchange e) throws IOException {
                e.raw("HTTP/1.1 202 Accepted\r\nContent-Le");
                e.close();
            }
        },
        HALF_A_BODY {
            @Override
            void happen(Exchange e) throws IOException {
                e.raw("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"id\":");
                e.close();
            }
        },
        HALF_A_CHUNK {
            @Override
            void happen(Exchange e) throws IOException {
                e.raw("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf");
                e.close();
            }
        },
        ENDLESS_LINE {
            @Override
            void happen(Exchange e) throws IOException {
                e.raw("HTTP/1.1 200 " + "x".repeat(100_000));
            }
        };

        abstract void happen(Exchange e) throws IOException;
    }

    @Test
    void repeatsAnyCallWhileTheHostRefusesConnectionsUntilItIsUpAgain() {
        ManualTicker ticker = new ManualTicker();
        int port = ScriptedHost.freePort();
        AtomicReference<@Nullable ScriptedHost> host = new AtomicReference<>();
        ticker.onSleep(count -> {
            if (count == 8) {
                host.set(ScriptedHost.start(port, e -> e.respond(200, "up")));
            }
        });
        try (HttpSession session = Sessions.open(SessionOptions.of(originAt(port)), ticker)) {
            TransportResponse response = session.send(post("/1"));

            assertThat(text(response)).isEqualTo("up");
            assertThat(session.stats().retriedTotal()).isEqualTo(8);
            assertThat(session.stats().generation()).isEqualTo(1);
            assertThat(session.stats().openedTotal()).isEqualTo(1);
            requireNonNull(host.get()).close();
        }
        // Growing, with jitter, and never more than a second.
        assertThat(ticker.sleeps().get(0)).isBetween(10_000_000L, 20_000_000L);
        assertThat(ticker.sleeps().get(3)).isBetween(80_000_000L, 160_000_000L);
        assertThat(ticker.sleeps().get(7)).isBetween(500_000_000L, 1_000_000_000L);
    }

    @Test
    void givesUpAtTheDeadlineWhenTheHostStaysDown() {
        ManualTicker ticker = new ManualTicker();
        long begin = ticker.nanos();
        try (HttpSession session = Sessions.open(SessionOptions.of(originAt(ScriptedHost.freePort())), ticker)) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(post("/1", Duration.ofMinutes(4))))
                    .withMessageContaining("order-7")
                    .withMessageContaining("PT4M");
            assertThat(Duration.ofNanos(ticker.nanos() - begin))
                    .isBetween(Duration.ofSeconds(239), Duration.ofMinutes(4));
            assertThat(session.stats().open()).isZero();
        }
    }

    @Test
    void takesAConnectionToItselfForRefused() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.connect(channel.getLocalAddress());

            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Connector.requireOtherEnd(channel));
        }
    }

    @Test
    void triesAnUnknownHostNameAgainAndSaysSoInTheEnd() {
        ManualTicker ticker = new ManualTicker();
        try (HttpSession session =
                Sessions.open(SessionOptions.of(URI.create("http://no-such-host.invalid:7071")), ticker)) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(get("/1", Duration.ofMillis(100))))
                    .withMessageContaining("no-such-host.invalid");
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void repeatsAReadThatBrokeAfterItWasSent(Failure failure) {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (count.incrementAndGet() <= 2) {
                        failure.happen(e);
                    } else {
                        e.respond(200, "third");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            assertThat(text(session.send(get("/1")))).isEqualTo("third");
            assertThat(session.stats().retriedTotal()).isEqualTo(2);
            assertThat(session.stats().generation()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void neverRepeatsAWriteThatWasSentToAHostThatHonoursNoKeys(Failure failure) {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST")) {
                        failure.happen(e);
                    } else {
                        e.respond(404, "");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> session.send(post("/1")))
                    .withMessageContaining("raise event approve for instance 'order-7'")
                    .satisfies(e -> {
                        assertThat(e.operation()).isEqualTo("raise event approve");
                        assertThat(e.instanceId()).contains("order-7");
                        assertThat(e.getCause()).isNotNull();
                    });
            assertThat(host.requestsOf("POST")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void repeatsAWriteWithTheSameKeyAtAHostKnownToHonourKeys(Failure failure) {
        AtomicInteger writes = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST") && writes.incrementAndGet() == 1) {
                        failure.happen(e);
                    } else {
                        e.perdure(202, "done");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            session.send(get("/seen-before"));

            assertThat(text(session.send(post("/1")))).isEqualTo("done");

            assertThat(host.requestsOf("POST")).hasSize(2);
            assertThat(host.requestsOf("POST"))
                    .extracting(r -> r.header("idempotency-key").orElse(""))
                    .containsOnly("key-1");
            assertThat(host.requests())
                    .as("no question for the kind of host, which is known")
                    .hasSize(3);
        }
    }

    @Test
    void asksAnUnknownHostForItsKindBeforeItRepeatsAWrite() {
        AtomicInteger writes = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST") && writes.incrementAndGet() == 1) {
                        e.reset();
                    } else {
                        e.perdure(202, "done");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            assertThat(text(session.send(post("/1")))).isEqualTo("done");

            assertThat(host.requests()).extracting(Request::target).containsExactly("/1", "/health/live", "/1");
        }
    }

    @Test
    void doesNotRepeatAWriteWithoutAKeyEvenAtPerdure() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST")) {
                        e.reset();
                    } else {
                        e.perdure(200, "");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            session.send(get("/seen-before"));
            TransportRequest keyless = TransportRequest.builder("POST", "/1")
                    .operation("terminate")
                    .build();

            assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> session.send(keyless));
            assertThat(host.requestsOf("POST")).hasSize(1);
        }
    }

    @Test
    void leavesTheOutcomeOpenWhenAnotherKindOfHostAnswersTheRepetition() {
        AtomicInteger writes = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("GET")) {
                        e.perdure(200, "");
                    } else if (writes.incrementAndGet() == 1) {
                        e.reset();
                    } else {
                        e.respond(202, "");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            session.send(get("/seen-before"));

            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> session.send(post("/1")))
                    .withMessageContaining("another kind of host");
        }
    }

    @Test
    void leavesTheOutcomeOpenWhenTheHostDiesAfterAWriteAndStaysDown() {
        ManualTicker ticker = new ManualTicker();
        AtomicReference<@Nullable ScriptedHost> self = new AtomicReference<>();
        ScriptedHost host = ScriptedHost.start(e -> {
            if (e.request().method().equals("GET")) {
                e.perdure(200, "");
                return;
            }
            ScriptedHost me = self.get();
            if (me != null) {
                me.close();
            }
        });
        self.set(host);
        try (HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            session.send(get("/seen-before"));

            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> session.send(post("/1")))
                    .withMessageContaining("could not be repeated");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void asksAgainAfterTheTimeAPerdureHostAsksForWhenItRefusesForOverload(String method) {
        ManualTicker ticker = new ManualTicker();
        AtomicInteger count = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (count.incrementAndGet() <= 2) {
                        e.perdure(503, "", "Retry-After: 3");
                    } else {
                        e.perdure(200, "done");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            TransportResponse response = session.send(method.equals("GET") ? get("/1") : post("/1"));

            assertThat(text(response)).isEqualTo("done");
            assertThat(ticker.sleeps())
                    .hasSize(2)
                    .allSatisfy(pause -> assertThat(pause).isBetween(3_000_000_000L, 4_500_000_000L));
            assertThat(session.stats().retriedTotal()).isEqualTo(2);
            assertThat(host.accepted()).isEqualTo(1);
            assertThat(session.stats().generation()).isEqualTo(1);
        }
    }

    @Test
    void saysThatNothingWasDoneWhenTheHostRefusesForOverloadUntilTheDeadline() {
        ManualTicker ticker = new ManualTicker();
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(503, "", "Retry-After: 3"));
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(post("/1", Duration.ofSeconds(20))))
                    .withMessageContaining("503");
            assertThat(host.requests().size()).isBetween(4, 7);
        }
    }

    @Test
    void handsOutAn503ThatIsNoRefusalForCertain() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().target().equals("/other-host")) {
                        e.respond(503, "", "Retry-After: 1");
                    } else {
                        e.perdure(503, "");
                    }
                });
                HttpSession session = Sessions.open(host.origin())) {
            assertThat(session.send(post("/other-host")).status()).isEqualTo(503);
            assertThat(session.send(post("/no-retry-after")).status()).isEqualTo(503);
            assertThat(host.requests()).hasSize(2);
        }
    }

    @Test
    void errorStatusesAreAnswersAndKeepTheConnection() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, "{}"));
                HttpSession session = Sessions.open(host.origin())) {
            for (int i = 0; i < 5; i++) {
                assertThat(session.send(post("/" + i)).status()).isEqualTo(500);
            }
            assertThat(host.accepted()).isEqualTo(1);
            assertThat(session.stats().generation()).isEqualTo(1);
        }
    }

    @Test
    void endsAReadAtItsDeadlineWhenTheHostDoesNotAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> never.await());
                HttpSession session = Sessions.open(host.origin())) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(get("/1", Duration.ofMillis(100))));
            assertThat(session.stats().open()).isZero();
            assertThat(session.stats().generation())
                    .as("the deadline is the caller's, not the host's fault")
                    .isEqualTo(1);
        }
    }

    @Test
    void leavesTheOutcomeOfAWriteOpenWhenTheHostDoesNotAnswerInsideItsDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> never.await());
                HttpSession session = Sessions.open(host.origin())) {
            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> session.send(post("/1", Duration.ofSeconds(2))));
        }
    }

    @Test
    void endsACallAtItsDeadlineThoughTheAnswerTricklesOn() {
        ManualTicker ticker = new ManualTicker();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    e.raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                    while (true) {
                        ticker.advance(1_000_000_000);
                        e.raw("x");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(get("/1", Duration.ofMinutes(4))));
        }
    }

    @Test
    void breaksOffAWriteToAHostThatDoesNotReadWhenItsDeadlineHasPassed() throws IOException {
        ManualTicker ticker = new ManualTicker();
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                HttpSession session = Sessions.open(SessionOptions.of(originAt(deaf.getLocalPort())), ticker)) {
            FutureTask<TransportResponse> call =
                    Callers.call(() -> session.send(TransportRequest.builder("POST", "/big")
                            .operation("start Big")
                            .body(new byte[32 * 1024 * 1024])
                            .build()));
            deaf.setSoTimeout((int) Callers.GENEROUS.toMillis());
            try (Socket peer = deaf.accept()) {
                Callers.await("a part of it is written", () -> unread(peer) > 0);
                Callers.await("the sweep has ended the call", () -> {
                    ticker.advance(Duration.ofMinutes(1).toNanos());
                    session.sweep();
                    return call.isDone();
                });
            }

            assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> Callers.result(call));
            assertThat(session.stats().open()).isZero();
        }
    }

    private static int unread(Socket peer) {
        try {
            return peer.getInputStream().available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesAnAnswerThatIsTooLongWithoutAskingAgain() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
            if (e.request().target().equals("/chunked")) {
                e.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n" + "x".repeat(256)
                        + "\r\n0\r\n\r\n");
            } else {
                e.respond(200, "x".repeat(Integer.parseInt(e.request().target().substring(1))));
            }
        })) {
            SessionOptions options = new SessionOptions(
                    host.origin(), 30, 10, SessionOptions.IDLE_MAX, SessionOptions.CONNECT_TIMEOUT, 100, null);
            try (HttpSession session = Sessions.open(options, Ticker.SYSTEM)) {
                assertThat(session.send(get("/100")).body()).hasSize(100);
                for (String path : new String[] {"/101", "/chunked"}) {
                    assertThatExceptionOfType(UnexpectedResponseException.class)
                            .isThrownBy(() -> session.send(get(path)))
                            .withMessageContaining("longer than 100 bytes");
                }
                assertThat(host.requests()).hasSize(3);
                assertThat(session.send(get("/1")).status()).isEqualTo(200);
            }
        }
    }

    private static URI originAt(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
