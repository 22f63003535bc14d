package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.DurableClientException;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that take requests, send this much of an answer, and then nothing, with the connection open. */
class HostThatStopsHalfWayTest {

    private static final String NOTHING = "";
    private static final String HALF_A_HEAD = "HTTP/1.1 202 Accepted\r\nContent-Le";
    private static final String HALF_A_BODY = "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"id\":";
    private static final String HALF_A_CHUNK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf";

    private final CountDownLatch never = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {NOTHING, HALF_A_HEAD, HALF_A_BODY, HALF_A_CHUNK})
    void endsEveryReadAtItsDeadlineAndLeavesNothingBehind(String sent) {
        try (ScriptedHost host = stopsAfter(sent);
                HttpSession session = Sessions.open(host.origin())) {
            List<FutureTask<TransportResponse>> calls =
                    Callers.burst(100, () -> session.send(get("/1", Duration.ofMillis(300))));

            assertThat(calls)
                    .allSatisfy(call -> assertThatExceptionOfType(HostUnavailableException.class)
                            .isThrownBy(() -> Callers.result(call))
                            .withMessageContaining("PT0.3S"));
            assertNothingIsLeft(session, host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NOTHING, HALF_A_HEAD, HALF_A_BODY, HALF_A_CHUNK})
    void sendsNoWriteTwiceAndSaysWhichMayHaveBeenDone(String sent) {
        try (ScriptedHost host = stopsAfter(sent);
                HttpSession session = Sessions.open(host.origin())) {
            TransportRequest write = post("/1", Duration.ofSeconds(1));
            List<FutureTask<TransportResponse>> calls = Callers.burst(100, () -> session.send(write));

            int unknown = 0;
            for (FutureTask<TransportResponse> call : calls) {
                try {
                    throw new AssertionError("answered: " + Callers.result(call));
                } catch (OutcomeUnknownException e) {
                    unknown++;
                } catch (DurableClientException e) {
                    assertThat(e).isInstanceOf(HostUnavailableException.class).hasMessageContaining("was not done");
                }
            }
            assertThat(host.requestsOf("POST"))
                    .as("each write that reached the host is one of unknown outcome")
                    .hasSizeLessThanOrEqualTo(unknown)
                    .hasSizeGreaterThan(0);
            assertNothingIsLeft(session, host);
        }
    }

    @Test
    void theSweepEndsAReadWhoseDeadlineWasFarWhenItBegan() {
        ManualTicker ticker = new ManualTicker();
        try (ScriptedHost host = stopsAfter(HALF_A_BODY);
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            FutureTask<TransportResponse> call = Callers.call(() -> session.send(get("/1")));
            Callers.await("it is with the host", () -> host.requests().size() == 1);

            ticker.advance(Duration.ofMinutes(4).toNanos() - 1);
            session.sweep();
            assertThat(call).isNotDone();
            ticker.advance(2);
            session.sweep();

            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> Callers.result(call))
                    .withMessageContaining("PT4M");
            assertNothingIsLeft(session, host);
        }
    }

    private ScriptedHost stopsAfter(String sent) {
        return ScriptedHost.start(e -> {
            e.raw(sent);
            never.await();
        });
    }

    private static void assertNothingIsLeft(HttpSession session, ScriptedHost host) {
        assertThat(session.stats().open()).isZero();
        assertThat(session.stats().waiting()).isZero();
        assertThat(host.accepted()).as("30 at once, and at most as many again").isLessThanOrEqualTo(100);
    }
}
