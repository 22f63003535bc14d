package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.limits;
import static dev.perdure.client.session.Sessions.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SessionGenerationTest {

    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

    /** Breaks the connection of the first {@code /break...} of each name when told to, and answers all others so. */
    private final ScriptedHost.Script script = e -> {
        String target = e.request().target();
        CountDownLatch latch = latches.get(target);
        if (latch != null) {
            latch.await();
        }
        if (target.startsWith("/break") && latches.remove(target) != null) {
            e.reset();
        } else {
            e.perdure(200, target + " over " + e.connection());
        }
    };

    @Test
    void keepsTheOtherCallsAliveWhenOneConnectionBreaks() {
        try (ScriptedHost host = ScriptedHost.start(script);
                HttpSession session = Sessions.open(host.origin())) {
            List<FutureTask<TransportResponse>> healthy = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                healthy.add(held(session, host, "/healthy" + i));
            }
            FutureTask<TransportResponse> breaking = held(session, host, "/break");

            release("/break");

            // The call whose connection broke is a read: it is repeated, over a connection of the next generation.
            assertThat(text(Callers.result(breaking))).isEqualTo("/break over 7");
            assertThat(session.stats().generation()).isEqualTo(2);
            assertThat(session.stats().open()).isEqualTo(6);
            for (int i = 1; i <= 5; i++) {
                release("/healthy" + i);
                assertThat(text(Callers.result(healthy.get(i - 1)))).isEqualTo("/healthy" + i + " over " + i);
            }
            // The old generation's connections were closed when their calls had ended; the new one's is kept.
            assertThat(session.stats().open()).isEqualTo(1);
            assertThat(session.stats().idle()).isEqualTo(1);
            Callers.await("the host sees five closed", () -> host.open() == 1);
            assertThat(session.stats().retriedTotal()).isEqualTo(1);
        }
    }

    @Test
    void closesTheIdleConnectionsOfTheGenerationThatBreaks() {
        try (ScriptedHost host = ScriptedHost.start(script);
                HttpSession session = Sessions.open(host.origin())) {
            List<FutureTask<TransportResponse>> calls = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                calls.add(held(session, host, "/idle" + i));
            }
            FutureTask<TransportResponse> breaking = held(session, host, "/break");
            for (int i = 1; i <= 4; i++) {
                release("/idle" + i);
                Callers.result(calls.get(i - 1));
            }
            assertThat(session.stats().idle()).isEqualTo(4);

            release("/break");
            Callers.result(breaking);

            assertThat(session.stats().open()).isEqualTo(1);
            assertThat(session.stats().generation()).isEqualTo(2);
        }
    }

    @Test
    void aLateErrorOfAnOldGenerationDoesNothingToTheNewOne() {
        try (ScriptedHost host = ScriptedHost.start(script);
                HttpSession session = Sessions.open(host.origin())) {
            FutureTask<TransportResponse> early = held(session, host, "/break-early");
            FutureTask<TransportResponse> late = held(session, host, "/break-late");
            release("/break-early");
            assertThat(text(Callers.result(early))).isEqualTo("/break-early over 3");
            assertThat(session.stats().generation()).isEqualTo(2);

            release("/break-late");

            // The late one is repeated over the new generation's idle connection, which its error did not close.
            assertThat(text(Callers.result(late))).isEqualTo("/break-late over 3");
            assertThat(session.stats().generation()).isEqualTo(2);
            assertThat(host.accepted()).isEqualTo(3);
        }
    }

    @Test
    void holdsTheLimitOverAllGenerationsTogether() {
        try (ScriptedHost host = ScriptedHost.start(script);
                HttpSession session = Sessions.open(limits(host.origin(), 3, 100), Ticker.SYSTEM)) {
            FutureTask<TransportResponse> old1 = held(session, host, "/old1");
            FutureTask<TransportResponse> old2 = held(session, host, "/old2");
            FutureTask<TransportResponse> breaking = held(session, host, "/break");
            release("/break");
            Callers.result(breaking);

            FutureTask<TransportResponse> new1 = held(session, host, "/new1");
            latches.put("/new2", new CountDownLatch(1));
            FutureTask<TransportResponse> new2 = Callers.call(() -> session.send(get("/new2")));
            Callers.await("the second new call waits", () -> session.stats().waiting() == 1);
            assertThat(session.stats().open()).isEqualTo(3);

            release("/old1");
            Callers.result(old1);
            Callers.await(
                    "the waiting call has the place of the old one",
                    () -> session.stats().waiting() == 0);
            assertThat(session.stats().open()).isEqualTo(3);
            for (String path : List.of("/old2", "/new1", "/new2")) {
                release(path);
            }
            assertThat(text(Callers.result(old2))).startsWith("/old2 over 2");
            assertThat(text(Callers.result(new1))).startsWith("/new1 over 4");
            assertThat(text(Callers.result(new2))).startsWith("/new2 over 5");
        }
    }

    @Test
    void countsOneGenerationWhenAHostDiesUnderManyCallsAndComesBack() {
        ScriptedHost first = ScriptedHost.start(e -> new CountDownLatch(1).await());
        try (HttpSession session = Sessions.open(first.origin())) {
            List<FutureTask<TransportResponse>> calls = Callers.burst(30, () -> session.send(get("/")));
            Callers.await("all are with the host", () -> first.requests().size() == 30);

            first.close();
            Callers.await("the break is seen", () -> session.stats().generation() > 1);
            try (ScriptedHost second = ScriptedHost.start(first.port(), e -> e.perdure(200, "back"))) {
                assertThat(calls)
                        .allSatisfy(
                                call -> assertThat(text(Callers.result(call))).isEqualTo("back"));
                assertThat(second.accepted()).isLessThanOrEqualTo(30);
            }
            assertThat(session.stats().generation()).isEqualTo(2);
        }
    }

    /** A call that is with the host and stays there until released. */
    private FutureTask<TransportResponse> held(HttpSession session, ScriptedHost host, String path) {
        latches.put(path, new CountDownLatch(1));
        int before = host.requests().size();
        FutureTask<TransportResponse> call = Callers.call(() -> session.send(get(path)));
        Callers.await("it is with the host", () -> host.requests().size() > before);
        return call;
    }

    private void release(String path) {
        requireNonNull(latches.get(path)).countDown();
    }
}
