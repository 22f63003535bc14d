package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.protocol.HistoryEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an instance is said to wait for where entities are concerned. */
class WhyEntitiesTest extends EntityFixture {

    private List<Why.Reason> reasons(String id) {
        return engine.why(id).orElseThrow().reasons();
    }

    /** The request visits one entity after the other, each in its own partition. */
    private void awaitLockHeldByAnother(String id) {
        awaitTrue(() -> reasons(id).stream()
                .anyMatch(reason -> reason instanceof Why.EntityLock lock && lock.heldBy() != null));
    }

    @Test
    void aLockNamesTheEntityAndItsHolder() {
        worker(Reach.REMOTE);
        startOn("first", "holding", "@journal@b");
        awaitEvent("first", HistoryEvent::hasEntityOperationCompleted, 1);
        startOn("second", "section", "@journal@c @journal@a @journal@b");
        awaitEvent("second", HistoryEvent::hasEntityLockRequested, 1);
        awaitLockHeldByAnother("second");

        assertThat(reasons("second")).singleElement().isInstanceOfSatisfying(Why.EntityLock.class, lock -> {
            assertThat(lock.lockSet()).containsExactly("@journal@a", "@journal@b", "@journal@c");
            assertThat(lock.heldBy()).isEqualTo("first");
            assertThat(lock.waitingAt()).isEqualTo("@journal@b");
        });
        assertThat(reasons("first")).containsExactly(new Why.ExternalEvent(null, null));
    }

    @Test
    void aCallNamesTheEntityAndTheOperationUntilItIsAnswered() throws Exception {
        ScriptedWorker worker = holdingBatches();
        clock.advance(Duration.ofMinutes(1));
        startOn("caller", "append", "@journal@a");
        awaitEvent("caller", HistoryEvent::hasEntityOperationCalled, 1);

        assertThat(reasons("caller")).containsExactly(new Why.EntityCall("@journal@a", "append", clock.instant()));

        worker.answerHeld();
        ended("caller");
        assertThat(reasons("caller")).isEmpty();
    }
}
