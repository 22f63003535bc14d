package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.MemoryStorage;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DurableBeforeVisibleTest {

    /** A disk whose syncs wait for the test, or fail. */
    private static final class GatedStorage implements Storage {
        private final MemoryStorage disk = new MemoryStorage();
        private final Semaphore arrived = new Semaphore(0);
        private final Semaphore allowed = new Semaphore(1); // the store's identity
        private volatile boolean broken;

        @Override
        public byte @Nullable [] get(Family family, byte[] key) {
            return disk.get(family, key);
        }

        @Override
        public void scan(Family family, byte[] from, byte[] to, Visitor visitor) {
            disk.scan(family, from, to, visitor);
        }

        @Override
        public void write(List<Mutation> mutations) {
            arrived.release();
            allowed.acquireUninterruptibly();
            if (broken) {
                throw new StorageException("the disk is broken", null);
            }
            disk.write(mutations);
        }

        @Override
        public void close() {}

        void awaitWrite() throws InterruptedException {
            assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final GatedStorage storage = new GatedStorage();
    private final TaskHubEngine engine =
            TaskHubEngine.open(storage, EngineOptions.defaults(), new ManualClock(), new Random(1));

    private CompletableFuture<Outcome> start(String id) {
        return engine.start(new StartRequest(id, "sequence", null, null, null, Map.of(), null, null));
    }

    @Test
    void answersShowsAndHandsOutNothingBeforeTheSync() throws Exception {
        storage.awaitWrite();
        ScriptedWorker worker = new ScriptedWorker().script("sequence", Scripts.sequence(1));
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);

        CompletableFuture<Outcome> reply = start("a");
        storage.awaitWrite();

        assertThat(reply).isNotDone();
        assertThat(engine.instance("a", true)).isEmpty();
        assertThat(worker.held).isEmpty();

        storage.allowed.release(1_000);
        assertThat(reply.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Done.class);
        assertThat(worker.take().hasOrchestratorRequest()).isTrue();
        engine.close();
    }

    @Test
    void letsATurnInThisProcessRunAheadButNoActivityLeave() throws Exception {
        turnRunsAheadButNoActivityLeaves(new ScriptedWorker(), Reach.IN_PROCESS);
    }

    @Test
    void letsATurnRunAheadToAnotherProcessThatTakesItButNoActivityLeave() throws Exception {
        ScriptedWorker worker = new ScriptedWorker();
        worker.takesTurnsEarly = true;
        turnRunsAheadButNoActivityLeaves(worker, Reach.REMOTE);
    }

    private void turnRunsAheadButNoActivityLeaves(ScriptedWorker worker, Reach reach) throws Exception {
        storage.awaitWrite();
        worker.script("sequence", Scripts.sequence(1));
        worker.holdTurns = true;
        worker.holdActivities = true;
        worker.connect(engine, reach);

        CompletableFuture<Outcome> reply = start("a");
        WorkItem turn = worker.take();
        assertThat(turn.hasOrchestratorRequest()).isTrue();
        worker.answer(turn);
        storage.awaitWrite();

        assertThat(reply).isNotDone();
        assertThat(worker.held).isEmpty();

        storage.allowed.release(1_000);
        assertThat(worker.take().hasActivityRequest()).isTrue();
        assertThat(reply).isCompleted();
        engine.close();
    }

    @Test
    void knowsTheNamesOfAWorkerAsSoonAsItIsConnected() throws Exception {
        storage.awaitWrite();
        ScriptedWorker worker = new ScriptedWorker().script("sequence", Scripts.sequence(1));
        worker.takesTurnsEarly = true;

        worker.connect(engine, Reach.REMOTE);

        assertThat(engine.announcedOrchestrators()).containsExactly("sequence");
        storage.allowed.release(1_000);
        engine.close();
    }

    @Test
    void stopsAfterAFailedSyncWithoutEverAnsweringYes() throws Exception {
        storage.awaitWrite();
        CompletableFuture<InstanceView> waiter = engine.waitFor("a", WaitCondition.COMPLETED);
        CompletableFuture<Outcome> first = start("a");
        storage.awaitWrite();
        CompletableFuture<Outcome> behind = start("b");
        storage.broken = true;
        storage.allowed.release(1_000);

        assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(EngineStoppedException.class);
        assertThatThrownBy(() -> engine.failure().get(20, TimeUnit.SECONDS)).hasMessageContaining("the disk is broken");
        assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(EngineStoppedException.class);
        assertThat(behind.handle((outcome, cause) -> cause != null || outcome instanceof Outcome.Rejected)
                        .get(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(start("c").get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.UNAVAILABLE));
        engine.close();
    }

    @Test
    void refusesWhatItCannotQueueAndTakesItLater() throws Exception {
        storage.awaitWrite();
        EngineOptions small = new EngineOptions(
                1,
                2,
                EngineOptions.defaults().turnLease(),
                EngineOptions.defaults().activityLease(),
                EngineOptions.defaults().keyRetention(),
                10);
        GatedStorage slow = new GatedStorage();
        TaskHubEngine tight = TaskHubEngine.open(slow, small, new ManualClock(), new Random(1));
        List<CompletableFuture<Outcome>> replies = new java.util.ArrayList<>();
        for (int i = 0; i < 50; i++) {
            replies.add(tight.start(new StartRequest("i" + i, "x", null, null, null, Map.of(), null, null)));
        }
        slow.allowed.release(1_000);

        long refused = 0;
        for (CompletableFuture<Outcome> reply : replies) {
            if (reply.get(20, TimeUnit.SECONDS) instanceof Outcome.Rejected r) {
                assertThat(r.reason()).isEqualTo(Outcome.Reason.OVERLOADED);
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(tight.stats().refused()).isEqualTo(refused);
        assertThat(tight.start(new StartRequest("later", "x", null, null, null, Map.of(), null, null))
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(Outcome.Done.class);
        tight.close();
        storage.allowed.release(1_000);
        engine.close();
    }
}
