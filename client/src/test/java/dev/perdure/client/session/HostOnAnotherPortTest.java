package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HostOnAnotherPortTest {

    @Test
    void callsInFlightFinishAtTheOldAddressAndNewClientsUseTheNewOne() {
        SharedSessions sessions = new SharedSessions(Ticker.SYSTEM, new Random(1));
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedHost before = ScriptedHost.start(e -> {
                    answer.await();
                    e.perdure(200, "old");
                });
                ScriptedHost after = ScriptedHost.start(e -> e.perdure(200, "new"))) {
            SessionLease old = sessions.lease(SessionOptions.of(before.origin()));
            FutureTask<TransportResponse> inFlight = Callers.call(() -> old.send(get("/1")));
            Callers.await("it is with the host", () -> before.requests().size() == 1);

            SessionLease now = sessions.lease(SessionOptions.of(after.origin()));
            old.close();

            assertThat(text(now.send(get("/2")))).isEqualTo("new");
            answer.countDown();
            assertThat(text(Callers.result(inFlight))).isEqualTo("old");
            Callers.await("the old pool has drained", () -> before.open() == 0);
            assertThat(old.stats().open()).isZero();
            assertThat(now.stats().open()).isEqualTo(1);
            now.close();
            Callers.await("nothing is left", () -> after.open() == 0);
        }
    }
}
