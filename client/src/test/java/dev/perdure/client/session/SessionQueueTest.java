package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.limits;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.CallInterruptedException;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.SessionOverloadedException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionQueueTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final ScriptedHost.Script afterTheLatch = e -> {
        answer.await();
        e.perdure(200, "");
    };

    @Test
    void servesThoseWhoWaitInTheOrderOfTheirComing() {
        try (ScriptedHost host = ScriptedHost.start(afterTheLatch);
                HttpSession session = Sessions.open(limits(host.origin(), 1, 20_000), Ticker.SYSTEM)) {
            List<FutureTask<TransportResponse>> calls = waitingCalls(session, host, 200);

            answer.countDown();
            calls.forEach(Callers::result);

            assertThat(host.requests())
                    .extracting(Request::target)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, 200).mapToObj(i -> "/" + i).toList());
            assertThat(host.accepted()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheOrderWhenEveryConnectionMustBeOpenedAnew() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    answer.await();
                    e.respond(200, "", "Connection: close");
                    e.close();
                });
                HttpSession session = Sessions.open(limits(host.origin(), 1, 20_000), Ticker.SYSTEM)) {
            List<FutureTask<TransportResponse>> calls = waitingCalls(session, host, 50);

            answer.countDown();
            calls.forEach(Callers::result);

            assertThat(host.requests())
                    .extracting(Request::target)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, 50).mapToObj(i -> "/" + i).toList());
        }
    }

    @Test
    void failsAtOnceWhenTheQueueIsFull() {
        try (ScriptedHost host = ScriptedHost.start(afterTheLatch);
                HttpSession session = Sessions.open(limits(host.origin(), 1, 3), Ticker.SYSTEM)) {
            List<FutureTask<TransportResponse>> calls = waitingCalls(session, host, 3);

            assertThatExceptionOfType(SessionOverloadedException.class)
                    .isThrownBy(() -> session.send(get("/too-many")))
                    .withMessageContaining("3 calls wait");

            answer.countDown();
            assertThat(calls)
                    .allSatisfy(
                            call -> assertThat(Callers.result(call).status()).isEqualTo(200));
            assertThat(host.requests()).hasSize(4);
        }
    }

    @Test
    void endsTheWaitingAtTheCallsDeadlineAndGivesItsTurnToTheNext() {
        try (ScriptedHost host = ScriptedHost.start(afterTheLatch);
                HttpSession session = Sessions.open(limits(host.origin(), 1, 10), Ticker.SYSTEM)) {
            waitingCalls(session, host, 0);
            FutureTask<TransportResponse> impatient =
                    Callers.call(() -> session.send(get("/impatient", Duration.ofMillis(50))));
            Callers.await(
                    "one waits or has given up",
                    () -> impatient.isDone() || session.stats().waiting() == 1);
            FutureTask<TransportResponse> patient = Callers.call(() -> session.send(get("/patient")));

            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> Callers.result(impatient))
                    .withMessageContaining("no connection became free");
            answer.countDown();

            assertThat(Callers.result(patient).status()).isEqualTo(200);
            assertThat(host.requests()).extracting(Request::target).containsExactly("/0", "/patient");
            assertThat(session.stats().waiting()).isZero();
        }
    }

    @Test
    void anInterruptedCallLeavesTheQueueWithoutHarmToOthers() {
        try (ScriptedHost host = ScriptedHost.start(afterTheLatch);
                HttpSession session = Sessions.open(limits(host.origin(), 1, 10), Ticker.SYSTEM)) {
            waitingCalls(session, host, 0);
            AtomicReference<Thread> thread = new AtomicReference<>();
            AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
            FutureTask<TransportResponse> interrupted = Callers.call(() -> {
                thread.set(Thread.currentThread());
                try {
                    return session.send(get("/interrupted"));
                } finally {
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            Callers.await("one waits", () -> session.stats().waiting() == 1);
            FutureTask<TransportResponse> next = Callers.call(() -> session.send(get("/next")));
            Callers.await("two wait", () -> session.stats().waiting() == 2);

            requireNonNull(thread.get()).interrupt();

            assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> Callers.result(interrupted));
            assertThat(stillInterrupted).hasValue(true);
            answer.countDown();
            assertThat(Callers.result(next).status()).isEqualTo(200);
            assertThat(host.requests()).extracting(Request::target).containsExactly("/0", "/next");
        }
    }

    @Test
    void anInterruptedExchangeHarmsNoOtherConnection() {
        try (ScriptedHost host = ScriptedHost.start(afterTheLatch);
                HttpSession session = Sessions.open(host.origin())) {
            AtomicReference<Thread> thread = new AtomicReference<>();
            FutureTask<TransportResponse> interrupted = Callers.call(() -> {
                thread.set(Thread.currentThread());
                return session.send(get("/interrupted"));
            });
            FutureTask<TransportResponse> other = Callers.call(() -> session.send(get("/other")));
            Callers.await("both are with the host", () -> host.requests().size() == 2);

            requireNonNull(thread.get()).interrupt();

            assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> Callers.result(interrupted));
            answer.countDown();
            assertThat(Callers.result(other).status()).isEqualTo(200);
            assertThat(session.stats().generation()).isEqualTo(1);
            assertThat(session.stats().open()).isEqualTo(1);
        }
    }

    /** One call at the host and {@code count} behind it, which came in the order of their paths. */
    private static List<FutureTask<TransportResponse>> waitingCalls(HttpSession session, ScriptedHost host, int count) {
        List<FutureTask<TransportResponse>> calls = new ArrayList<>();
        calls.add(Callers.call(() -> session.send(get("/0"))));
        Callers.await("the first is with the host", () -> host.requests().size() == 1);
        for (int i = 1; i <= count; i++) {
            int number = i;
            calls.add(Callers.call(() -> session.send(get("/" + number))));
            Callers.await("it waits", () -> session.stats().waiting() == number);
        }
        return calls;
    }
}
