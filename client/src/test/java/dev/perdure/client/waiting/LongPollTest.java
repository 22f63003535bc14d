package dev.perdure.client.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.SessionClosedException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LongPollTest {

    private static final long LONG = Duration.ofMinutes(5).toNanos();

    @Test
    void tenThousandCallersHoldAtMostTwoRequests() {
        FakePollHost host = new FakePollHost(1, 0);
        LongPoll longPoll = longPoll(host);
        List<FutureTask<Verdict>> callers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String id = "i" + i;
            callers.add(Callers.call(() -> longPoll.await(id, Until.ENDED, LONG)));
        }
        Callers.await("all are watched", () -> host.watched().size() == 10_000);

        for (int i = 0; i < 10_000; i++) {
            host.end("i" + i);
        }

        callers.forEach(caller -> assertThat(Callers.result(caller)).isEqualTo(Verdict.LOOK));
        assertThat(host.mostUnderWay.get()).isLessThanOrEqualTo(2);
        Callers.await("no request is left", () -> host.underWay.get() == 0);
    }

    @Test
    void whenTheLastCallerLeavesTheRequestEndsToo() throws Exception {
        FakePollHost host = new FakePollHost(1, 0);

        Verdict verdict =
                longPoll(host).await("a", Until.ENDED, Duration.ofMillis(50).toNanos());

        assertThat(verdict).isEqualTo(Verdict.TIMED_OUT);
        Callers.await("no request is left", () -> host.underWay.get() == 0);
        assertThat(host.watched()).isEmpty();
        assertThat(host.questions.get()).isLessThan(10);
    }

    @Test
    void whenOneCallerLeavesTheOtherGoesOnWaiting() throws Exception {
        FakePollHost host = new FakePollHost(1, 0);
        LongPoll longPoll = longPoll(host);
        FutureTask<Verdict> patient = Callers.call(() -> longPoll.await("a", Until.ENDED, LONG));

        assertThat(longPoll.await("a", Until.ENDED, Duration.ofMillis(20).toNanos()))
                .isEqualTo(Verdict.TIMED_OUT);
        host.end("a");

        assertThat(Callers.result(patient)).isEqualTo(Verdict.LOOK);
    }

    @Test
    void aHostThatHasForgottenTheSessionIsToldEverything() {
        FakePollHost host = new FakePollHost(1, 0);
        LongPoll longPoll = longPoll(host);
        FutureTask<Verdict> a = Callers.call(() -> longPoll.await("a", Until.ENDED, LONG));
        FutureTask<Verdict> b = Callers.call(() -> longPoll.await("b", Until.ENDED, LONG));
        Callers.await("both are watched", () -> host.watched().size() == 2);

        host.forgetSession();
        Callers.await("both are watched again", () -> host.watched().size() == 2);
        host.end("a");
        host.end("b");

        assertThat(Callers.result(a)).isEqualTo(Verdict.LOOK);
        assertThat(Callers.result(b)).isEqualTo(Verdict.LOOK);
    }

    /** Whatever is lost, forgotten or overtaken on the way: no caller waits for what has happened. */
    @Test
    void noFaultOnTheWayLeavesACallerWaiting() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("LongPollTest.noFaultOnTheWayLeavesACallerWaiting seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        FakePollHost host = new FakePollHost(random.nextLong(), 8);
        LongPoll longPoll = longPoll(host);
        Map<String, List<FutureTask<Verdict>>> callers = new HashMap<>();
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 20; i++) {
                String id = "r" + round + "-" + random.nextInt(15);
                long nanos = random.nextInt(4) == 0 ? random.nextLong(2_000_000) : LONG;
                callers.computeIfAbsent(id, any -> new ArrayList<>())
                        .add(Callers.call(() -> longPoll.await(id, Until.ENDED, nanos)));
            }
            callers.keySet().stream()
                    .sorted()
                    .filter(any -> random.nextInt(3) == 0)
                    .forEach(host::end);
        }
        callers.keySet().forEach(host::end);

        callers.forEach((id, tasks) -> tasks.forEach(task ->
                assertThat(Callers.result(task)).as("seed %d, %s", seed, id).isIn(Verdict.LOOK, Verdict.TIMED_OUT)));
        assertThat(host.mostUnderWay.get()).isLessThanOrEqualTo(2);
        Callers.await("no request is left, seed " + seed, () -> host.underWay.get() == 0);
    }

    @Test
    void aHostWithoutLongPollsIsNotAskedAgainForAWhile() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        LongPoll longPoll = longPoll((body, hold) -> {
            asked.incrementAndGet();
            return TransportResponse.of(404, Map.of(), new byte[0]);
        });

        assertThat(longPoll.await("a", Until.ENDED, LONG)).isEqualTo(Verdict.ASK_YOURSELF);
        assertThat(longPoll.await("b", Until.ENDED, LONG)).isEqualTo(Verdict.ASK_YOURSELF);

        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void callersOfAClosedSessionFail() {
        LongPoll longPoll = longPoll((body, hold) -> {
            throw new SessionClosedException("the session is closed");
        });

        assertThatExceptionOfType(SessionClosedException.class)
                .isThrownBy(() -> longPoll.await("a", Until.ENDED, LONG));
    }

    @Test
    void theStartAndTheEndOfOneInstanceAreToldApart() throws Exception {
        List<String> bodies = new ArrayList<>();
        LongPoll longPoll = longPoll((body, hold) -> {
            bodies.add(new String(body, java.nio.charset.StandardCharsets.UTF_8));
            return TransportResponse.of(
                    200,
                    Map.of("Perdure-Version", "0.1"),
                    "{\"ended\":[],\"started\":[\"a\"],\"missing\":[]}"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });

        assertThat(longPoll.await("a", Until.STARTED, LONG)).isEqualTo(Verdict.LOOK);

        assertThat(bodies.get(0)).isEqualTo("{\"session\":\"s\",\"number\":1,\"full\":true,\"start\":[\"a\"]}");
    }

    private static LongPoll longPoll(LongPoll.Polls polls) {
        return new LongPoll(polls, "s", new java.util.Random(7));
    }
}
