package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteTaskResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.host.ScriptedWorker;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that answer twice, do not read, come all at once, and vanish. */
class WorkerFaultsTest {

    private static final Duration LEASE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private RocksStorage storage;
    private TaskHubEngine engine;
    private GrpcDoor door;
    private final List<RawWorker> workers = new ArrayList<>();

    /** Long enough for no lease to end by itself, except where that is what a test is about. */
    @BeforeEach
    void open() {
        open(Duration.ofMinutes(2));
    }

    private void open(Duration lease) {
        EngineOptions defaults = EngineOptions.defaults();
        EngineOptions options = new EngineOptions(
                defaults.partitions(),
                defaults.inboxLimit(),
                lease,
                lease,
                defaults.keyRetention(),
                defaults.cachedInstances());
        storage = RocksStorage.open(folder, RocksOptions.defaults());
        engine = TaskHubEngine.open(storage, options, InstantSource.system(), new SecureRandom());
        door = GrpcDoor.open(engine, new GrpcDoorOptions(0, Duration.ofMillis(100), Duration.ofSeconds(10)));
    }

    @AfterEach
    void close() {
        workers.forEach(RawWorker::close);
        workers.clear();
        door.close();
        engine.close();
        storage.close();
    }

    @Test
    void ofSeveralAnswersTheFirstWinsAndNoneIsRefused() throws Exception {
        RawWorker worker = worker();
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("s", "Shouts", "\"hey\"");
        OrchestratorResponse turn = turn(stream.next());
        complete(worker, turn);
        complete(worker, turn);
        WorkItem late = stream.next();
        stream.cancel();
        RawWorker.Stream other = worker.open(ScriptedWorker.announcement(), true);
        WorkItem again = other.next();

        complete(worker, activity(again, "first"));
        complete(worker, activity(again, "second"));
        complete(worker, activity(late, "third"));
        complete(worker, turn(other.next()));
        complete(worker, activity(late, "fourth"));
        complete(worker, turn);

        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        assertThat(ended("s").output()).isEqualTo("first");
        assertThat(engine.history("s"))
                .filteredOn(event -> event.hasTaskCompleted())
                .hasSize(1);
    }

    @Test
    void aStreamThatNobodyReadsHoldsWhatItHasForOneLeaseAndNothingElse() throws Exception {
        close();
        open(LEASE);
        int instances = 30;
        String input = "\"" + "x".repeat(300_000) + "\"";
        RawWorker.Stream unread = worker().open(GetWorkItemsRequest.getDefaultInstance(), false);
        assertThat(unread.nextOfAnyKind().hasHealthPing()).isTrue();
        for (int i = 0; i < instances; i++) {
            start("i-" + i, "Echo", input);
        }
        long before = System.nanoTime();

        RawWorker reading = worker();
        answerAll(reading, reading.open(GetWorkItemsRequest.getDefaultInstance(), true), new AtomicInteger());

        for (int i = 0; i < instances; i++) {
            assertThat(ended("i-" + i).status()).isEqualTo(RuntimeStatus.COMPLETED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LEASE.multipliedBy(20));
        assertThat(unread.ended()).isNotDone();
        assertThat(unread.waiting()).isZero();
    }

    @Test
    void ofAHundredWorkersThatComeAtOnceHalfMayVanish() throws Exception {
        int count = 100;
        int instances = 200;
        List<RawWorker.Stream> vanishing = new ArrayList<>();
        Map<Integer, AtomicInteger> answered = new HashMap<>();
        for (int i = 0; i < count; i++) {
            RawWorker worker = i % 10 == 0 ? worker() : workers.getLast();
            RawWorker.Stream stream = worker.open(GetWorkItemsRequest.getDefaultInstance(), true);
            if (i % 2 == 0) {
                vanishing.add(stream);
            } else {
                AtomicInteger mine = new AtomicInteger();
                answered.put(i, mine);
                RawWorker.Stream staying = stream;
                assertThat(staying.nextOfAnyKind().hasHealthPing()).isTrue();
                answerAll(worker, staying, mine);
            }
        }
        for (RawWorker.Stream stream : vanishing) {
            assertThat(stream.nextOfAnyKind().hasHealthPing()).isTrue();
        }
        for (int i = 0; i < instances; i++) {
            start("i-" + i, "Shouts", "\"hey\"");
        }

        vanishing.forEach(RawWorker.Stream::cancel);

        for (int i = 0; i < instances; i++) {
            assertThat(ended("i-" + i).output()).isEqualTo("\"HEY\"");
        }
        assertThat(answered.values().stream().filter(n -> n.get() > 0)).hasSize(count / 2);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (engine.workers().size() != count / 2) {
            assertThat(System.nanoTime())
                    .as("time; workers: %s", engine.workers())
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private RawWorker worker() {
        RawWorker worker = new RawWorker(door.port());
        workers.add(worker);
        return worker;
    }

    /** Answers what comes on the stream until the test ends. */
    private void answerAll(RawWorker worker, RawWorker.Stream stream, AtomicInteger answered) {
        Thread.ofVirtual().start(() -> {
            while (!stream.ended().isDone()) {
                WorkItem item = stream.poll();
                if (item != null && item.hasOrchestratorRequest()) {
                    answered.incrementAndGet();
                    complete(worker, turn(item));
                } else if (item != null && item.hasActivityRequest()) {
                    answered.incrementAndGet();
                    complete(worker, ScriptedWorker.answer(item.getActivityRequest(), item.getCompletionToken()));
                }
            }
        });
    }

    private static OrchestratorResponse turn(WorkItem item) {
        return ScriptedWorker.answer(item.getOrchestratorRequest(), item.getCompletionToken());
    }

    private static ActivityResponse activity(WorkItem item, String result) {
        return ScriptedWorker.answer(item.getActivityRequest(), item.getCompletionToken()).toBuilder()
                .setResult(StringValue.of(result))
                .build();
    }

    private static void complete(RawWorker worker, OrchestratorResponse response) {
        CompleteTaskResponse unused = worker.calls().completeOrchestratorTask(response);
    }

    private static void complete(RawWorker worker, ActivityResponse response) {
        CompleteTaskResponse unused = worker.calls().completeActivityTask(response);
    }

    private void start(String id, String name, String input) {
        var unused = engine.start(new StartRequest(id, name, null, input, null, Map.of(), null, null))
                .join();
    }

    private InstanceView ended(String id) {
        engine.waitFor(id, WaitCondition.COMPLETED)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        return engine.instance(id, true).orElseThrow();
    }
}
