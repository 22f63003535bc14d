package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Signals, calls and reads of entities, with entities and orchestrations in different partitions. */
class EntityTest extends EntityFixture {

    @Test
    void appliesSignalsOfOneSenderInTheirOrderEachOnce() {
        worker(Reach.REMOTE);
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            sent.add(engine.signalEntity("@journal@a", "append", "" + i, null, null));
        }
        sent.forEach(EngineFixture::await);

        assertThat(read("@journal@a"))
                .isEqualTo(IntStream.range(0, 1_200).mapToObj(i -> "" + i).collect(Collectors.joining(",")));
    }

    @Test
    void aFailingOperationFailsItsCallAlone() {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.close();
        append("@journal@a", "1");
        worker = worker();
        worker.holdEntities = true;
        worker.connect(engine, Reach.REMOTE);
        startOn("caller", "fail", "@journal@a");

        worker.answerHeld();

        assertThat(ended("caller").output()).isEqualTo("failed: on purpose");
        assertThat(read("@journal@a")).isEqualTo("1");
    }

    @Test
    void namesAreInLowerCaseKeysAsTheyAreAndPossiblyEmpty() {
        worker(Reach.REMOTE);
        append("@Journal@Key", "1");
        append("@JOURNAL@Key", "2");
        append("@journal@key", "other");
        append("@journal@", "no key");

        assertThat(read("@jouRnal@Key")).isEqualTo("1,2");
        assertThat(read("@journal@")).isEqualTo("no key");
        assertThatThrownBy(() -> signal("journal", "append", "")).isInstanceOf(InvalidInstanceIdException.class);
        assertThatThrownBy(() -> signal("@@key", "append", "")).isInstanceOf(InvalidInstanceIdException.class);
    }

    @Test
    void anAnswerWithoutStateDeletesIt() {
        worker(Reach.REMOTE);
        append("@journal@a", "1");
        signal("@journal@a", "delete", "");

        assertThat(read("@journal@a")).isEqualTo("nothing");
        EntityView view = engine.entity("@journal@a", true).orElseThrow();
        assertThat(view.state()).isNull();
        assertThat(page(false).entities()).isEmpty();
        assertThat(page(true).entities()).hasSize(1);
    }

    @Test
    void deliversASignalForLaterAtItsTimeAlsoAfterARestart() {
        worker(Reach.REMOTE);
        append("@journal@a", "now");
        await(engine.signalEntity(
                "@journal@a", "append", "later", clock.instant().plusSeconds(1_800), null));
        await(engine.signalEntity(
                "@journal@a", "append", "past", clock.instant().minusSeconds(5), null));
        assertThat(read("@journal@a")).isEqualTo("now,past");

        engine.close();
        engine = open();
        worker(Reach.REMOTE);
        clock.advance(Duration.ofSeconds(1_799));
        assertThat(read("@journal@a")).isEqualTo("now,past");
        clock.advance(Duration.ofSeconds(1));
        append("@journal@b", "wakes the clock");

        assertThat(readUntil("@journal@a", "now,past,later")).isEqualTo("now,past,later");
    }

    /** A timer of another partition fires when that partition looks at the clock; each read makes it look. */
    private String readUntil(String entityId, String wanted) {
        String seen = read(entityId);
        for (int i = 0; i < 1_000 && !seen.equals(wanted); i++) {
            seen = read(entityId);
        }
        return seen;
    }

    @Test
    void entitiesSignalEachOtherAndStartOrchestrations() {
        worker(Reach.REMOTE);
        for (int i = 0; i < 8; i++) {
            signal("@journal@teller", "tell", "@Journal@told" + i);
        }
        signal("@journal@teller", "start", "started");
        signal("@journal@teller", "start", "@impossible");

        assertThat(ended("started").output()).isEqualTo("nothing");
        for (int i = 0; i < 8; i++) {
            assertThat(readUntil("@journal@told" + i, "told")).isEqualTo("told");
        }
    }

    @Test
    void theHistorySaysWhatWasSentAndToWhom() {
        ScriptedWorker worker = worker();
        worker.script(
                "sends",
                (past, fresh) -> past.isEmpty()
                        ? List.of(
                                EntityScripts.signal(4, "@Journal@a", "append", "x"),
                                EntityScripts.call(7, "@Journal@a", "get", null))
                        : List.of(Scripts.complete("1")));
        worker.connect(engine, Reach.REMOTE);
        start("sender", "sends");
        InstanceView ended = ended("sender");

        List<HistoryEvent> history = engine.history("sender");
        HistoryEvent signaled = history.stream()
                .filter(HistoryEvent::hasEntityOperationSignaled)
                .findFirst()
                .orElseThrow();
        HistoryEvent called = history.stream()
                .filter(HistoryEvent::hasEntityOperationCalled)
                .findFirst()
                .orElseThrow();
        HistoryEvent completed = history.stream()
                .filter(HistoryEvent::hasEntityOperationCompleted)
                .findFirst()
                .orElseThrow();
        assertThat(signaled.getEventId()).isEqualTo(4);
        assertThat(signaled.getEntityOperationSignaled().getTargetInstanceId().getValue())
                .isEqualTo("@Journal@a");
        assertThat(called.getEventId()).isEqualTo(7);
        assertThat(called.getEntityOperationCalled().getParentInstanceId().getValue())
                .isEqualTo("sender");
        assertThat(called.getEntityOperationCalled().getParentExecutionId().getValue())
                .isEqualTo(ended.executionId());
        assertThat(completed.getEventId()).isEqualTo(-1);
        assertThat(completed.getEntityOperationCompleted().getOutput().getValue())
                .isEqualTo("x");
    }

    @Test
    void anAnswerForAnExecutionThatHasEndedIsDropped() throws Exception {
        ScriptedWorker worker = holdingBatches();
        startOn("caller", "append", "@journal@a");
        var batch = worker.take();
        await(engine.terminate("caller", null, null));
        startOn("caller", "event", "");

        worker.answer(batch);
        worker.holdEntities = false;

        assertThat(read("@journal@a")).isEqualTo("called");
        assertThat(engine.history("caller")).noneMatch(HistoryEvent::hasEntityOperationCompleted);
        await(engine.waitFor("caller", WaitCondition.STARTED));
        assertThat(engine.instance("caller", false).orElseThrow().status()).isEqualTo(RuntimeStatus.RUNNING);
    }

    @Test
    void aRepeatedSignalWithTheSameKeyCountsOnce() {
        worker(Reach.REMOTE);
        RequestKey key = new RequestKey("k", 1);
        Outcome first = await(engine.signalEntity("@journal@a", "append", "1", null, key));
        Outcome again = await(engine.signalEntity("@journal@a", "append", "1", null, key));

        assertThat(again).isEqualTo(first);
        assertThat(read("@journal@a")).isEqualTo("1");
    }

    @Test
    void refusesSignalsFromOutsideBeyondTheLimitButNeverThoseOfOrchestrations() {
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            sent.add(engine.signalEntity("@journal@a", "delete", "", null, null));
        }
        sent.forEach(outcome -> assertThat(await(outcome)).isInstanceOf(Outcome.Done.class));

        Outcome refused = signal("@journal@a", "append", "too much");

        assertThat(refused).isInstanceOf(Outcome.Rejected.class);
        assertThat(((Outcome.Rejected) refused).reason()).isEqualTo(Outcome.Reason.OVERLOADED);
        worker(Reach.REMOTE);
        assertThat(read("@journal@a")).isEqualTo("nothing");
    }

    @Test
    void listsByPrefixAndTimePageByPage() {
        worker(Reach.REMOTE);
        for (int i = 0; i < 25; i++) {
            append("@journal@k" + i, "v" + i);
            read("@journal@k" + i);
        }
        clock.advance(Duration.ofMinutes(1));
        append("@other@x", "y");
        read("@other@x");

        List<EntityView> found = new ArrayList<>();
        String continuation = "";
        do {
            EntityPage page = engine.entities(new EntityQuery("@Journal@k", null, null, true, false, 10, continuation));
            assertThat(page.entities()).hasSizeLessThanOrEqualTo(10);
            found.addAll(page.entities());
            continuation = page.continuation();
        } while (!continuation.isEmpty());

        assertThat(found)
                .hasSize(25)
                .allSatisfy(e -> assertThat(e.state()).isEqualTo("v" + e.key().substring(1)));
        assertThat(engine.entities(new EntityQuery("", clock.instant().minusSeconds(30), null, false, false, 100, ""))
                        .entities())
                .extracting(EntityView::id)
                .containsExactly("@other@x");
        assertThatThrownBy(() -> engine.entities(new EntityQuery("", null, null, false, false, 10, "garbage")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void removesEmptyEntitiesAndPurgedOnesWithAllThatBelongsToThem() {
        worker(Reach.REMOTE);
        append("@journal@full", "1");
        signal("@journal@empty", "delete", "");
        append("@journal@purged", "1");
        assertThat(read("@journal@purged")).isEqualTo("1");
        assertThat(read("@journal@full")).isEqualTo("1");
        assertThat(read("@journal@empty")).isEqualTo("nothing");
        await(engine.signalEntity(
                "@journal@purged", "append", "later", clock.instant().plusSeconds(60), null));

        EntityCleaning cleaned = await(engine.cleanEntities(true, true, ""));
        Outcome purged = await(engine.purgeEntity("@journal@purged", null));

        assertThat(cleaned).isEqualTo(new EntityCleaning(1, 0, ""));
        assertThat(purged).isInstanceOf(Outcome.Done.class);
        assertThat(page(true).entities()).extracting(EntityView::key).containsExactly("full");
        assertThat(StoredFamilies.of(storage))
                .doesNotContain("ENTITY_SCHEDULED", "ENTITY_QUEUE", "ENTITY_SENDER", "TIMER");
        append("@journal@purged", "new");
        assertThat(read("@journal@purged")).isEqualTo("new");
    }

    @Test
    void anOrchestratorThatSpeaksToAnImpossibleEntityFailsWithASentence() {
        ScriptedWorker worker = worker();
        worker.script("wrong", (past, fresh) -> List.of(EntityScripts.signal(1, "journal", "append", "x")));
        worker.connect(engine, Reach.REMOTE);
        start("a", "wrong");

        InstanceView view = ended("a");

        assertThat(view.status()).isEqualTo(RuntimeStatus.FAILED);
        assertThat(Objects.requireNonNull(view.failure()).getErrorMessage()).contains("'journal'", "@name@key");
    }

    private EntityPage page(boolean withTransient) {
        return engine.entities(new EntityQuery("", null, null, false, withTransient, 100, ""));
    }
}
