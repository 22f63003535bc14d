package dev.perdure.host.waiting;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.WaitCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitSessionsTest {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final WaitAnswer NOTHING = new WaitAnswer.Ready(List.of(), List.of(), List.of());

    private final Map<String, CompletableFuture<Optional<InstanceView>>> waits = new ConcurrentHashMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private final WaitSessions sessions = new WaitSessions(this::watch, nanos::get);

    @Test
    void anInstanceThatEndsIsToldUntilItIsDropped() throws Exception {
        assertThat(sessions.poll(all("s", "a", "b"), AT_ONCE)).isEqualTo(NOTHING);
        end("b");

        assertThat(sessions.poll(more("s"), LONG)).isEqualTo(ended("b"));
        assertThat(sessions.poll(more("s"), LONG)).isEqualTo(ended("b"));
        assertThat(sessions.poll(dropping("s", "b"), AT_ONCE)).isEqualTo(NOTHING);
    }

    @Test
    void aPollThatWaitsIsAnsweredWhenAnInstanceEnds() throws Exception {
        CompletableFuture<WaitAnswer> waiting = pollInBackground(all("s", "a", "b"));
        awaitWatched(2);

        end("a");

        assertThat(waiting.join()).isEqualTo(ended("a"));
    }

    @Test
    void aNewerPollTakesThePlaceOfAnOlderOne() throws Exception {
        CompletableFuture<WaitAnswer> older = pollInBackground(all("s", "a"));
        awaitWatched(1);

        CompletableFuture<WaitAnswer> newer = pollInBackground(more("s", "b"));

        assertThat(older.join()).isEqualTo(NOTHING);
        end("a");
        assertThat(newer.join()).isEqualTo(ended("a"));
    }

    @Test
    void anInstanceThatDoesNotExistIsMissing() throws Exception {
        CompletableFuture<WaitAnswer> waiting = pollInBackground(all("s", "a"));
        awaitWatched(1);

        requireNonNull(waits.get("a COMPLETED")).complete(Optional.empty());

        assertThat(waiting.join()).isEqualTo(new WaitAnswer.Ready(List.of(), List.of(), List.of("a")));
    }

    @Test
    void oneCanWaitForTheStartAndTheEndOfOneInstance() throws Exception {
        WaitQuestion both = new WaitQuestion("s", 0, true, List.of("a"), List.of("a"), List.of());
        assertThat(sessions.poll(both, AT_ONCE)).isEqualTo(NOTHING);

        requireNonNull(waits.get("a STARTED")).complete(Optional.of(view("a")));

        assertThat(sessions.poll(more("s"), LONG)).isEqualTo(new WaitAnswer.Ready(List.of(), List.of("a"), List.of()));
    }

    @Test
    void aQuestionThatWasOvertakenIsNotTaken() throws Exception {
        sessions.poll(new WaitQuestion("s", 2, true, List.of("a"), List.of(), List.of()), AT_ONCE);

        WaitQuestion late = new WaitQuestion("s", 1, false, List.of(), List.of(), List.of("a"));

        assertThat(sessions.poll(late, LONG)).isEqualTo(new WaitAnswer.UnknownSession());
        assertThat(sessions.watched()).isEqualTo(1);
    }

    @Test
    void anUnknownSessionIsAskedToSayEverything() throws Exception {
        assertThat(sessions.poll(more("s", "a"), LONG)).isEqualTo(new WaitAnswer.UnknownSession());
        assertThat(waits).isEmpty();
    }

    @Test
    void sayingEverythingReplacesWhatWasSaidBefore() throws Exception {
        sessions.poll(all("s", "a"), AT_ONCE);

        sessions.poll(all("s", "b"), AT_ONCE);

        assertThat(waits.get("a COMPLETED")).isCancelled();
        assertThat(sessions.watched()).isEqualTo(1);
    }

    @Test
    void aDroppedInstanceIsNotWaitedForAnyLonger() throws Exception {
        sessions.poll(all("s", "a"), AT_ONCE);

        sessions.poll(dropping("s", "a"), AT_ONCE);

        assertThat(waits.get("a COMPLETED")).isCancelled();
        assertThat(sessions.watched()).isZero();
    }

    @Test
    void aSessionIsForgottenAMinuteAfterItsLastPoll() throws Exception {
        sessions.poll(all("s", "a"), AT_ONCE);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        sessions.poll(all("t"), AT_ONCE);

        assertThat(sessions.sessions()).isEqualTo(1);
        assertThat(waits.get("a COMPLETED")).isCancelled();
        assertThat(sessions.poll(more("s"), LONG)).isEqualTo(new WaitAnswer.UnknownSession());
    }

    @Test
    void oneSessionWaitsForABoundedNumberOfInstances() throws Exception {
        List<String> many = IntStream.rangeClosed(0, WaitSessions.IDS_MAX)
                .mapToObj(Integer::toString)
                .toList();

        assertThat(sessions.poll(new WaitQuestion("s", 0, true, many, List.of(), List.of()), LONG))
                .isEqualTo(new WaitAnswer.TooManyIds(WaitSessions.IDS_MAX));
        assertThat(waits).isEmpty();
    }

    @Test
    void theNumberOfSessionsIsBounded() throws Exception {
        for (int i = 0; i < WaitSessions.SESSIONS_MAX; i++) {
            sessions.poll(all("s" + i), AT_ONCE);
        }

        assertThat(sessions.poll(all("one more"), LONG)).isInstanceOf(WaitAnswer.Full.class);
        assertThat(sessions.poll(more("s7"), AT_ONCE)).isEqualTo(NOTHING);
    }

    @Test
    void atTheEndEveryPollIsAnswered() throws Exception {
        CompletableFuture<WaitAnswer> waiting = pollInBackground(all("s", "a"));
        awaitWatched(1);

        sessions.end();

        assertThat(waiting.join()).isEqualTo(NOTHING);
        assertThat(sessions.poll(all("t", "b"), LONG)).isEqualTo(NOTHING);
        assertThat(waits.values()).allMatch(CompletableFuture::isCancelled);
    }

    private CompletableFuture<Optional<InstanceView>> watch(String instanceId, WaitCondition condition) {
        CompletableFuture<Optional<InstanceView>> wait = new CompletableFuture<>();
        waits.put(instanceId + " " + condition, wait);
        return wait;
    }

    private void end(String instanceId) {
        requireNonNull(waits.get(instanceId + " COMPLETED")).complete(Optional.of(view(instanceId)));
    }

    private CompletableFuture<WaitAnswer> pollInBackground(WaitQuestion question) {
        CompletableFuture<WaitAnswer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(sessions.poll(question, LONG));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private void awaitWatched(int number) {
        while (sessions.watched() < number) {
            Thread.onSpinWait();
        }
    }

    private static WaitQuestion all(String session, String... ids) {
        return new WaitQuestion(session, 0, true, List.of(ids), List.of(), List.of());
    }

    private static WaitQuestion more(String session, String... ids) {
        return new WaitQuestion(session, 0, false, List.of(ids), List.of(), List.of());
    }

    private static WaitQuestion dropping(String session, String... ids) {
        return new WaitQuestion(session, 0, false, List.of(), List.of(), List.of(ids));
    }

    private static WaitAnswer ended(String... ids) {
        return new WaitAnswer.Ready(List.of(ids), List.of(), List.of());
    }

    private static InstanceView view(String id) {
        return new InstanceView(
                id,
                "e",
                "n",
                null,
                RuntimeStatus.COMPLETED,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                1,
                null);
    }
}
