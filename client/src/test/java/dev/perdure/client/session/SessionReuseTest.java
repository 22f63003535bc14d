package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.post;
import static dev.perdure.client.session.Sessions.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionReuseTest {

    @Test
    void usesOneConnectionForCallsOneAfterAnother() {
        try (ScriptedHost host =
                        ScriptedHost.start(e -> e.perdure(200, e.request().target()));
                HttpSession session = Sessions.open(host.origin())) {
            for (int i = 0; i < 50; i++) {
                TransportResponse response = session.send(i % 2 == 0 ? get("/" + i) : post("/" + i));
                assertThat(text(response)).isEqualTo("/" + i);
            }

            assertThat(host.accepted()).isEqualTo(1);
            assertThat(session.stats().openedTotal()).isEqualTo(1);
            assertThat(session.stats().reusedTotal()).isEqualTo(49);
            assertThat(session.stats().generation()).isEqualTo(1);
            assertThat(session.stats().idle()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 100, 1_000})
    void servesABurstOfCallersOverAtMostThirtyConnections(int callers) {
        try (ScriptedHost host =
                        ScriptedHost.start(e -> e.perdure(200, e.request().body()));
                HttpSession session = Sessions.open(host.origin())) {
            CountDownLatch together = new CountDownLatch(1);
            List<FutureTask<TransportResponse>> calls = Callers.burst(callers, () -> {
                together.await();
                return session.send(post("/start"));
            });
            together.countDown();

            assertThat(calls)
                    .allSatisfy(call -> assertThat(text(Callers.result(call))).isEqualTo("{\"sum\":1}"));
            assertThat(host.accepted()).isBetween(1, Math.min(30, callers));
            assertThat(host.requests()).hasSize(callers);
            assertThat(session.stats().retriedTotal()).isZero();
            assertThat(session.stats().open()).isEqualTo(session.stats().idle()).isEqualTo(host.accepted());
        }
    }

    @Test
    void opensThirtyConnectionsAndNoMoreWhenEachCallTakesLong() {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    answer.await();
                    e.perdure(200, "");
                });
                HttpSession session = Sessions.open(host.origin())) {
            List<FutureTask<TransportResponse>> calls = Callers.burst(100, () -> session.send(get("/slow")));
            Callers.await("30 calls are with the host", () -> host.requests().size() == 30);
            Callers.await("70 calls wait", () -> session.stats().waiting() == 70);
            assertThat(host.accepted()).isEqualTo(30);

            answer.countDown();

            assertThat(calls)
                    .allSatisfy(
                            call -> assertThat(Callers.result(call).status()).isEqualTo(200));
            assertThat(host.accepted()).isEqualTo(30);
        }
    }

    @Test
    void opensAnotherConnectionAfterTheHostSaidItCloses() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    e.respond(200, "", "Connection: close");
                    e.close();
                });
                HttpSession session = Sessions.open(host.origin())) {
            session.send(post("/1"));
            assertThat(session.stats().open()).isZero();
            session.send(post("/2"));

            assertThat(host.requests()).hasSize(2);
            assertThat(session.stats().openedTotal()).isEqualTo(2);
            assertThat(session.stats().retriedTotal()).isZero();
            assertThat(session.stats().generation()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noticesAConnectionTheHostEndedWhileItLayIdleBeforeWritingToIt(boolean reset) {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    e.respond(200, "");
                    if (reset) {
                        e.reset();
                    } else {
                        e.close();
                    }
                });
                HttpSession session = Sessions.open(host.origin())) {
            for (int i = 1; i <= 10; i++) {
                // A write, at a host that honours no keys: had it been sent into the dead connection, it would fail.
                assertThat(session.send(post("/" + i)).status()).isEqualTo(200);
                Callers.await("the host has closed", () -> host.open() == 0);
            }

            assertThat(host.requestsOf("POST")).hasSize(10);
            assertThat(session.stats().openedTotal()).isEqualTo(10);
            assertThat(session.stats().retriedTotal()).isZero();
        }
    }

    @Test
    void goesThroughAllDeadConnectionsOfAHostThatRestarted() {
        CountDownLatch answer = new CountDownLatch(1);
        ScriptedHost first = ScriptedHost.start(e -> {
            answer.await();
            e.respond(200, "");
        });
        try (HttpSession session = Sessions.open(first.origin())) {
            List<FutureTask<TransportResponse>> calls = Callers.burst(10, () -> session.send(get("/")));
            Callers.await("all are with the host", () -> first.requests().size() == 10);
            answer.countDown();
            calls.forEach(Callers::result);
            assertThat(session.stats().idle()).isEqualTo(10);
            first.close();

            try (ScriptedHost second = ScriptedHost.start(first.port(), e -> e.respond(200, "again"))) {
                assertThat(text(session.send(post("/1")))).isEqualTo("again");

                assertThat(second.accepted()).isEqualTo(1);
                assertThat(session.stats().open()).isEqualTo(1);
                assertThat(session.stats().retriedTotal()).isZero();
            }
        }
    }

    @Test
    void answersEveryCallOfABurstAtAHostThatClosesAfterEachAnswerWithoutSayingSo() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    e.perdure(200, e.request().target());
                    e.close();
                });
                HttpSession session = Sessions.open(host.origin())) {
            List<FutureTask<TransportResponse>> calls = Callers.burst(200, () -> session.send(post("/start")));

            assertThat(calls)
                    .allSatisfy(call -> assertThat(text(Callers.result(call))).isEqualTo("/start"));
        }
    }

    @Test
    void dropsAConnectionThatLayIdleForSixtySeconds() {
        ManualTicker ticker = new ManualTicker();
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, ""));
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            session.send(get("/1"));
            ticker.advance(Duration.ofSeconds(59).toNanos());
            session.sweep();
            assertThat(session.stats().open()).isEqualTo(1);

            ticker.advance(Duration.ofSeconds(1).toNanos());
            session.sweep();

            assertThat(session.stats().open()).isZero();
            Callers.await("the host sees it closed", () -> host.open() == 0);
        }
    }

    @Test
    void doesNotUseAConnectionIdleForTooLongEvenBeforeItIsSwept() {
        ManualTicker ticker = new ManualTicker();
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, ""));
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            session.send(get("/1"));
            ticker.advance(Duration.ofSeconds(60).toNanos());
            session.send(get("/2"));

            assertThat(host.accepted()).isEqualTo(2);
            assertThat(session.stats().open()).isEqualTo(1);
        }
    }

    @Test
    void doesNotReuseAConnectionThatHoldsMoreThanTheAnswer() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.connection() == 1) {
                        e.raw(
                                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
                    } else {
                        e.respond(200, "right");
                    }
                });
                HttpSession session = Sessions.open(host.origin())) {
            assertThat(text(session.send(get("/1")))).isEqualTo("first");
            assertThat(text(session.send(get("/2")))).isEqualTo("right");
        }
    }

    @Test
    void readsAnswersInChunksAnswersThatEndWithTheConnectionAndSkipsInterimOnes() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    switch (e.request().target()) {
                        case "/chunked" ->
                            e.raw(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n3\r\nsix\r\n0\r\n\r\n");
                        case "/interim" ->
                            e.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        case "/nothing" -> e.raw("HTTP/1.1 204 No Content\r\n\r\n");
                        default -> {
                            e.raw("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                            e.close();
                        }
                    }
                });
                HttpSession session = Sessions.open(host.origin())) {
            assertThat(text(session.send(get("/chunked")))).isEqualTo("foursix");
            assertThat(text(session.send(get("/interim")))).isEqualTo("ok");
            assertThat(session.send(get("/nothing")).status()).isEqualTo(204);
            assertThat(host.accepted()).isEqualTo(1);
            assertThat(text(session.send(get("/end")))).isEqualTo("until the end");
            assertThat(session.stats().open()).isZero();
        }
    }
}
