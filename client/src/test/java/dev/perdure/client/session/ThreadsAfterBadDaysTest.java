package dev.perdure.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClientException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever a host does, the session keeps no thread and no connection of it. */
class ThreadsAfterBadDaysTest {

    @Test
    void noThreadAndNoConnectionIsLeftBehind() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        AtomicInteger turn = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(exchange -> {
            switch (turn.getAndIncrement() % 4) {
                case 0 -> exchange.reset();
                case 1 -> {
                    exchange.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    exchange.close();
                }
                case 2 -> exchange.raw("garbage\r\n\r\n");
                default -> exchange.awaitClientsEnd();
            }
        })) {
            HttpSession session = Sessions.open(host.origin());
            for (FutureTask<String> call : Callers.burst(200, () -> outcome(session))) {
                assertThat(Callers.result(call)).isEqualTo("failed");
            }
            session.close();

            Callers.await("no connection is open", () -> host.open() == 0);
            assertThat(session.stats().open()).isZero();
            Callers.await(
                    "no thread is left: " + started(before),
                    () -> started(before).isEmpty());
        }
    }

    private static String outcome(HttpSession session) {
        try {
            session.send(Sessions.get("/a", Duration.ofSeconds(2)));
            return "answered";
        } catch (DurableClientException e) {
            return "failed";
        }
    }

    /** Platform threads begun since then, without those of the JDK that carry virtual ones and poll for them. */
    private static Set<String> started(Set<Thread> before) {
        Set<String> names = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            boolean carries = thread.getName().startsWith("ForkJoinPool")
                    || thread.getName().startsWith("VirtualThread")
                    || thread.getName().endsWith("Poller");
            if (!before.contains(thread) && thread.isAlive() && !carries) {
                names.add(thread.getName());
            }
        }
        return names;
    }
}
