package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/**
 * Time that goes on by an hour at once, as after a machine was suspended. (The wall clock plays no part: the session reads
 * only the one that never goes back.)
 */
class ClockThatJumpsTest {

    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void callsInFlightAreOverdueIdleConnectionsAreDroppedAndNewCallsWork() {
        ManualTicker ticker = new ManualTicker();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().target().equals("/held")) {
                        answer.await();
                    }
                    e.respond(200, "");
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            FutureTask<TransportResponse> held = Callers.call(() -> session.send(post("/held")));
            Callers.await("it is with the host", () -> host.requests().size() == 1);
            session.send(get("/1"));
            assertThat(session.stats().idle()).isEqualTo(1);

            ticker.advance(Duration.ofHours(1).toNanos());
            session.sweep();

            assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> Callers.result(held));
            assertThat(session.stats().open()).isZero();
            assertThat(session.send(get("/2")).status()).isEqualTo(200);
            assertThat(host.accepted()).isEqualTo(3);
            assertThat(host.requestsOf("POST")).as("not repeated").hasSize(1);
            assertThat(session.stats().generation())
                    .as("nothing is wrong with the host")
                    .isEqualTo(1);
            answer.countDown();
        }
    }
}
