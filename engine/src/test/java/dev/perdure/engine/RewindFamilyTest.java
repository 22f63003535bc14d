package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rewinding an instance whose sub-orchestrations have failed, in whatever partition they lie. */
class RewindFamilyTest extends EngineFixture {

    private static final int CHILDREN = 6;

    private final Queue<String> divergences = new ConcurrentLinkedQueue<>();
    private volatile boolean broken = true;
    private ScriptedWorker worker = worker();

    @BeforeEach
    void connect() {
        worker = connectWorker();
    }

    private ScriptedWorker connectWorker() {
        return worker().script(
                        "leaf",
                        (past, fresh) ->
                                List.of(broken ? Scripts.fail(RewindTest.BROKEN) : Scripts.complete("\"leaf\"")))
                .script("middle", strict(RewindScripts.children(CHILDREN, "leaf")))
                .script("top", strict(RewindScripts.children(2, "middle")))
                .script("events", strict(RewindScripts.children(CHILDREN, "event")))
                .script("one", strict(RewindScripts.child("child", "leaf")))
                .script("oneEvent", strict(RewindScripts.child("child", "event")))
                .connect(engine, Reach.REMOTE);
    }

    @AfterEach
    void everyHistoryHandedOutIsOneItsCodeHasWritten() {
        assertThat(divergences).isEmpty();
    }

    @Test
    void rewindsFailedChildrenAndTheirsToo() {
        start("a", "top");
        familyEnded("a");
        broken = false;

        await(engine.rewind("a", null, null));

        assertThat(ended("a").output()).isEqualTo("2");
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        for (String middle : childrenOf("a")) {
            assertThat(ended(middle).output()).isEqualTo("" + CHILDREN);
            assertThat(engine.history(middle).stream().filter(HistoryEvent::hasSubOrchestrationInstanceCompleted))
                    .hasSize(CHILDREN);
        }
    }

    @Test
    void rewindsThemThroughARestartOfTheHost() {
        start("a", "top");
        familyEnded("a");
        broken = false;
        worker.close();
        await(engine.rewind("a", null, null));

        engine.close();
        engine = open();
        connectWorker();

        assertThat(ended("a").output()).isEqualTo("2");
    }

    @Test
    void waitsAgainForChildrenThatStillRan() {
        start("a", "events");
        await(engine.waitFor("a", WaitCondition.STARTED));
        List<String> children = childrenOf("a");
        children.forEach(child -> await(engine.waitFor(child, WaitCondition.STARTED)));
        assertThat(await(engine.terminate(children.getFirst(), null, null))).isInstanceOf(Outcome.Done.class);
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.FAILED);
        // One ends while nobody waits for it.
        await(engine.raiseEvent(children.get(1), "go", "1", null));
        ended(children.get(1));

        await(engine.rewind("a", null, null));
        children.stream().skip(2).forEach(child -> await(engine.raiseEvent(child, "go", "1", null)));
        awaitLive(children.getFirst());
        await(engine.raiseEvent(children.getFirst(), "go", "1", null));

        assertThat(ended("a").output()).isEqualTo("" + CHILDREN);
    }

    @Test
    void startsAPurgedChildAnew() {
        start("a", "one");
        ended("a");
        await(engine.purge("child", null));
        broken = false;

        await(engine.rewind("a", null, null));

        assertThat(ended("a").output()).isEqualTo("\"leaf\"");
    }

    @Test
    void takesTheResultOfAChildThatWasRewoundBefore() {
        start("a", "one");
        ended("a");
        broken = false;
        await(engine.rewind("child", null, null));
        ended("child");
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.FAILED);

        await(engine.rewind("a", null, null));

        assertThat(ended("a").output()).isEqualTo("\"leaf\"");
    }

    @Test
    void leavesAStrangerAloneThatHasTheChildsIdNow() {
        start("a", "one");
        ended("a");
        start("child", "event");

        await(engine.rewind("a", null, null));

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.FAILED);
        assertThat(engine.instance("child", false).orElseThrow().name()).isEqualTo("event");
        assertThat(engine.instance("child", false).orElseThrow().status().isTerminal())
                .isFalse();
    }

    @Test
    void givesTheParentOneResultForEachChildHoweverOftenItIsRewound() {
        start("a", "top");
        for (int i = 0; i < 4; i++) {
            ended("a");
            await(engine.rewind("a", null, null));
        }
        // Else one could still be as an earlier rewind left it, with the last one on its way.
        awaitDelivered();
        familyEnded("a");
        broken = false;
        await(engine.rewind("a", null, null));

        assertThat(ended("a").output()).isEqualTo("2");
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasSubOrchestrationInstanceCompleted))
                .hasSize(2);
    }

    /** With all descendants: one that still ran would fail what is rewound. */
    private void familyEnded(String id) {
        ended(id);
        childrenOf(id).forEach(this::familyEnded);
    }

    private List<String> childrenOf(String id) {
        return engine.history(id).stream()
                .filter(HistoryEvent::hasSubOrchestrationInstanceCreated)
                .map(e -> e.getSubOrchestrationInstanceCreated().getInstanceId())
                .toList();
    }

    private void awaitLive(String id) {
        while (engine.instance(id, false).orElseThrow().status().isTerminal()) {
            Thread.onSpinWait();
        }
    }

    private Scripts.Script strict(Scripts.Script script) {
        return RewindScripts.strict(script, divergences::add);
    }
}
