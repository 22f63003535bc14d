package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.SessionClosedException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedSessionsTest {

    private final SharedSessions sessions = new SharedSessions(Ticker.SYSTEM, new Random(1));

    @Test
    void sharesOneSessionPerOriginUntilTheLastLeaseIsClosed() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, ""))) {
            SessionLease first = sessions.lease(SessionOptions.of(host.origin()));
            SessionLease second = sessions.lease(SessionOptions.of(URI.create(host.origin() + "/")));
            assertThat(second.session()).isSameAs(first.session());

            first.send(get("/1"));
            second.send(get("/2"));
            assertThat(host.accepted()).isEqualTo(1);
            first.close();
            first.close();

            assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> first.send(get("/3")));
            assertThat(second.send(get("/4")).status()).isEqualTo(200);
            assertThat(host.accepted()).isEqualTo(1);
            second.close();
            Callers.await("the host sees it closed", () -> host.open() == 0);
            assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> second.send(get("/5")));
            second.close();

            try (SessionLease third = sessions.lease(SessionOptions.of(host.origin()))) {
                assertThat(third.session()).isNotSameAs(first.session());
                assertThat(third.send(get("/6")).status()).isEqualTo(200);
            }
            assertThat(host.accepted()).isEqualTo(2);
        }
    }

    @Test
    void allWhoAskAtOnceGetTheSameSession() {
        SessionOptions options = SessionOptions.of(URI.create("http://127.0.0.1:1"));
        CountDownLatch together = new CountDownLatch(1);
        List<FutureTask<SessionLease>> leases = Callers.burst(50, () -> {
            together.await();
            return sessions.lease(options);
        });
        together.countDown();

        List<SessionLease> got = leases.stream().map(Callers::result).toList();

        assertThat(got.stream().map(SessionLease::session).distinct()).hasSize(1);
        got.forEach(SessionLease::close);
        assertThat(got.get(0).session().isClosed()).isTrue();
    }

    @Test
    void refusesToShareASessionUnderOtherLimits() {
        URI origin = URI.create("http://127.0.0.1:1");
        try (SessionLease lease = sessions.lease(SessionOptions.of(origin))) {
            assertThat(lease.session().isClosed()).isFalse();
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> sessions.lease(Sessions.limits(origin, 5, 5)))
                    .withMessageContaining("private session");
        }
    }

    @Test
    void aPrivateSessionIsNobodyElses() {
        SessionOptions options = SessionOptions.of(URI.create("http://127.0.0.1:1"));
        SessionLease own = sessions.leasePrivate(options);
        try (SessionLease shared = sessions.lease(options);
                SessionLease other = sessions.leasePrivate(options)) {
            assertThat(Stream.of(shared, own, other).map(SessionLease::session).distinct())
                    .hasSize(3);
            own.close();
            assertThat(own.session().isClosed()).isTrue();
            assertThat(shared.session().isClosed()).isFalse();
            assertThat(other.session().isClosed()).isFalse();
        }
    }

    @Test
    void closingLetsAcceptedCallsFinishTheWaitingOnesToo() {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> {
            answer.await();
            e.respond(200, "");
        })) {
            SessionLease lease = sessions.lease(Sessions.limits(host.origin(), 2, 10));
            List<FutureTask<TransportResponse>> calls = Callers.burst(5, () -> lease.send(post("/1")));
            Callers.await("three wait", () -> lease.stats().waiting() == 3);

            lease.close();
            assertThat(lease.session().isClosed()).isFalse();
            assertThatExceptionOfType(SessionClosedException.class)
                    .isThrownBy(() -> lease.session().send(get("/late")));
            answer.countDown();

            assertThat(calls)
                    .allSatisfy(
                            call -> assertThat(Callers.result(call).status()).isEqualTo(200));
            Callers.await("the session is closed", () -> lease.session().isClosed());
            assertThat(lease.stats().open()).isZero();
        }
    }

    @Test
    void atShutdownBreaksOffWhatHasNotFinishedWithinTheGrace() {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> never.await())) {
            SessionLease lease = sessions.lease(Sessions.limits(host.origin(), 1, 10));
            FutureTask<TransportResponse> inFlight = Callers.call(() -> lease.send(post("/1")));
            Callers.await("it is with the host", () -> host.requests().size() == 1);
            FutureTask<TransportResponse> waiting = Callers.call(() -> lease.send(post("/2")));
            Callers.await("one waits", () -> lease.stats().waiting() == 1);

            sessions.shutDown(Duration.ofMillis(10));

            assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> Callers.result(inFlight));
            assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> Callers.result(waiting));
            assertThat(lease.session().isClosed()).isTrue();
            assertThat(lease.stats().open()).isZero();
        }
    }

    @Test
    void atShutdownDoesNotWaitWhenNothingIsInFlight() {
        SessionLease lease = sessions.lease(SessionOptions.of(URI.create("http://127.0.0.1:1")));

        sessions.shutDown(Duration.ofDays(1));

        assertThat(lease.session().isClosed()).isTrue();
    }
}
