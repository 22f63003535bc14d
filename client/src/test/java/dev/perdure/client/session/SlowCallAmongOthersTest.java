package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SlowCallAmongOthersTest {

    @Test
    void aPurgeOf200SecondsIsAnsweredAndHindersNobodyElse() {
        ManualTicker ticker = new ManualTicker();
        CountDownLatch purged = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("DELETE")) {
                        purged.await();
                    }
                    e.perdure(200, e.request().method());
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), ticker)) {
            FutureTask<TransportResponse> slow =
                    Callers.call(() -> session.send(TransportRequest.builder("DELETE", "/instances")
                            .operation("purge")
                            .build()));
            Callers.await("it is with the host", () -> host.requestsOf("DELETE").size() == 1);

            for (int second = 0; second < 200; second++) {
                List<FutureTask<TransportResponse>> others = Callers.burst(29, () -> session.send(get("/other")));
                assertThat(others)
                        .allSatisfy(
                                call -> assertThat(text(Callers.result(call))).isEqualTo("GET"));
                ticker.advance(Duration.ofSeconds(1).toNanos());
                session.sweep();
            }
            assertThat(slow).isNotDone();
            purged.countDown();

            assertThat(text(Callers.result(slow))).isEqualTo("DELETE");
            assertThat(host.requestsOf("DELETE")).as("never repeated").hasSize(1);
            assertThat(host.accepted()).isLessThanOrEqualTo(30);
            assertThat(session.stats().generation()).isEqualTo(1);
            assertThat(session.stats().retriedTotal()).isZero();
            assertThat(session.stats().open()).isEqualTo(session.stats().idle());
        }
    }
}
