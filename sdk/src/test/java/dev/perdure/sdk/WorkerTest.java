package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HealthPing;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {

    /** A host that only records; each test says what its connections do. */
    private static final class RecordingHost implements WorkHost {

        final BlockingQueue<WorkItemListener> connected = new LinkedBlockingQueue<>();
        final BlockingQueue<ActivityResponse> results = new LinkedBlockingQueue<>();
        final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();
        final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        final AtomicInteger attempts = new AtomicInteger();
        volatile int refuseConnections;
        volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);
        final AtomicInteger refuseResults = new AtomicInteger();
        volatile GetWorkItemsRequest request = GetWorkItemsRequest.getDefaultInstance();

        @Override
        public WorkerConnection connect(GetWorkItemsRequest newRequest, WorkItemListener listener) {
            if (attempts.incrementAndGet() <= refuseConnections) {
                throw new HostUnreachableException("not yet", null);
            }
            open.join();
            request = newRequest;
            connected.add(listener);
            return new WorkerConnection() {
                @Override
                public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletableFuture<Void> completeActivity(ActivityResponse response) {
                    if (refuseResults.getAndDecrement() > 0) {
                        return CompletableFuture.failedFuture(new HostUnreachableException("lost", null));
                    }
                    results.add(response);
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
                    throw new AssertionError("no entity work here");
                }

                @Override
                public CompletableFuture<Void> abandonEntity(String completionToken) {
                    throw new AssertionError("no entity work here");
                }

                @Override
                public CompletableFuture<Void> abandonTurn(String completionToken) {
                    abandoned.add(completionToken);
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletableFuture<Void> abandonActivity(String completionToken) {
                    return abandonTurn(completionToken);
                }

                @Override
                public void close() {
                    closed.add("closed with " + results.size() + " results");
                }
            };
        }

        WorkItemListener connection() throws InterruptedException {
            return taken(connected);
        }
    }

    private final RecordingHost host = new RecordingHost();

    @Test
    void announcesItselfWithItsNamesAndLimits() throws Exception {
        try (Worker worker = worker().orchestrator(Scenarios.Sequence.class)
                .maxConcurrentActivities(7)
                .start()) {
            host.connection();

            assertThat(host.request.getMaxConcurrentActivityWorkItems()).isEqualTo(7);
            assertThat(host.request.getMaxConcurrentOrchestrationWorkItems()).isEqualTo(20);
            assertThat(host.request.getPerdureWorker().getWorkerId())
                    .isEqualTo(worker.workerId())
                    .hasSize(32);
            assertThat(host.request.getPerdureWorker().getOrchestratorsList()).containsExactly("Sequence");
            assertThat(host.request.getPerdureWorker().getActivitiesList()).contains("greet", "take-money");
            assertThat(host.request.getPerdureWorker().getLiveOrchestrators()).isTrue();
        }
    }

    @Test
    void goesOnTryingUntilTheHostIsThere() throws Exception {
        host.refuseConnections = 3;
        host.open = new CompletableFuture<>();

        try (Worker worker = worker().start()) {
            assertThat(worker.isConnected()).isFalse();
            host.open.complete(null);
            host.connection();
            assertThat(host.attempts).hasValue(4);
        }
    }

    @Test
    void connectsAgainWhenTheConnectionEnds() throws Exception {
        try (Worker worker = worker().start()) {
            host.connection().onClosed(null);
            host.connection().onClosed(new HostUnreachableException("broken", null));

            host.connection().onWorkItem(greeting(1));

            assertThat(taken(host.results).getResult().getValue()).isEqualTo("\"hello you\"");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void sendsTheResultOfAnActivityAgainUntilTheHostTakesIt() throws Exception {
        host.refuseResults.set(2);

        try (Worker worker = worker().start()) {
            host.connection().onWorkItem(greeting(1));

            assertThat(taken(host.results).getTaskId()).isEqualTo(1);
            assertThat(worker.counters().resultRetries().sum()).isEqualTo(2);
            assertThat(worker.counters().activities().sum()).isEqualTo(1);
        }
    }

    @Test
    void sendsTheResultOfAnActivityOverTheNextConnection() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    mayEnd.acquire();
                    return "late";
                })
                .start()) {
            WorkItemListener first = host.connection();
            first.onWorkItem(item("slow", 5));
            first.onClosed(new HostUnreachableException("killed", null));
            mayEnd.release();

            ActivityResponse result = taken(host.results);

            assertThat(result.getResult().getValue()).isEqualTo("\"late\"");
            assertThat(result.getCompletionToken()).isEqualTo("token 5");
            assertThat(worker.counters().activities().sum()).isEqualTo(1);
        }
    }

    @Test
    void runsAnActivityOnceThatIsDeliveredAgainOverALaterConnection() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    mayEnd.acquire();
                    return "once";
                })
                .start()) {
            WorkItemListener first = host.connection();
            first.onWorkItem(item("slow", 5));
            first.onClosed(new HostUnreachableException("killed", null));
            WorkItem again = item("slow", 5).toBuilder()
                    .setCompletionToken("token again")
                    .build();
            host.connection().onWorkItem(again);
            mayEnd.release();

            assertThat(taken(host.results).getCompletionToken()).isEqualTo("token again");
            assertThat(worker.counters().activities().sum()).isEqualTo(1);
            assertThat(worker.counters().joinedActivities().sum()).isEqualTo(1);
        }
    }

    @Test
    void runsAnActivityAgainThatTheHostGaveUpOnOverTheSameConnection() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    mayEnd.acquire();
                    return "twice";
                })
                .start()) {
            WorkItemListener connection = host.connection();
            connection.onWorkItem(item("slow", 5));
            connection.onWorkItem(item("slow", 5).toBuilder()
                    .setCompletionToken("token again")
                    .build());
            mayEnd.release(2);

            assertThat(List.of(taken(host.results), taken(host.results)))
                    .extracting(ActivityResponse::getCompletionToken)
                    .containsExactlyInAnyOrder("token 5", "token again");
            assertThat(worker.counters().joinedActivities().sum()).isZero();
        }
    }

    @Test
    void givesAResultUpAfterTheTimeForRetriesAndStillCloses() throws Exception {
        host.refuseResults.set(Integer.MAX_VALUE);

        Worker worker = worker().set(s -> s.withResultRetry(Duration.ZERO)).start();
        host.connection().onWorkItem(greeting(1));
        worker.close();

        assertThat(host.results).isEmpty();
        assertThat(worker.counters().resultRetries().sum()).isZero();
    }

    @Test
    void waitsForRunningActivitiesBeforeItCloses() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        CountDownLatch running = new CountDownLatch(1);
        Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    running.countDown();
                    mayEnd.acquire();
                    return "done";
                })
                .drain(Duration.ofMinutes(1))
                .start();
        WorkItemListener listener = host.connection();
        listener.onWorkItem(item("slow", 1));
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

        Thread closer = Thread.ofVirtual().start(worker::close);
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            assertThat(closer.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        listener.onWorkItem(greeting(2));
        mayEnd.release();
        assertThat(closer.join(Duration.ofSeconds(30))).isTrue();

        assertThat(taken(host.closed)).isEqualTo("closed with 1 results");
        assertThat(taken(host.results).getTaskId()).isEqualTo(1);
        assertThat(host.results).as("items that came while closing").isEmpty();
        assertThat(worker.isConnected()).isFalse();
    }

    @Test
    void closesAfterTheDrainThoughAnActivityHangs() throws Exception {
        Semaphore never = new Semaphore(0);
        Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    never.acquire();
                    return "done";
                })
                .drain(Duration.ofMillis(1))
                .start();
        host.connection().onWorkItem(item("slow", 1));

        worker.close();
        worker.close();

        assertThat(taken(host.closed)).isEqualTo("closed with 0 results");
        never.release();
    }

    @Test
    void runsNoMoreActivitiesAtOnceThanAllowed() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore mayEnd = new Semaphore(0);
        Semaphore begun = new Semaphore(0);
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    begun.release();
                    mayEnd.acquire();
                    running.decrementAndGet();
                    return "done";
                })
                .maxConcurrentActivities(3)
                .start()) {
            WorkItemListener listener = host.connection();
            for (int i = 0; i < 10; i++) {
                listener.onWorkItem(item("slow", i));
            }
            assertThat(begun.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();
            mayEnd.release(10);
            for (int i = 0; i < 10; i++) {
                taken(host.results);
            }
            assertThat(most).hasValue(3);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void doesNotBeginWhatWasCancelledWhileItWaited() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Semaphore mayEnd = new Semaphore(0);
        AtomicInteger runs = new AtomicInteger();
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    runs.incrementAndGet();
                    running.countDown();
                    mayEnd.acquire();
                    return "done";
                })
                .maxConcurrentActivities(1)
                .start()) {
            WorkItemListener listener = host.connection();
            listener.onWorkItem(item("slow", 1));
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            listener.onWorkItem(item("slow", 2));
            listener.onWorkItem(
                    WorkItem.newBuilder().setPerdureCancelledToken("token 2").build());
            mayEnd.release(2);

            // Either may arrive first.
            ActivityResponse one = taken(host.results);
            ActivityResponse other = taken(host.results);
            ActivityResponse second = one.getTaskId() == 2 ? one : other;

            assertThat(one.getTaskId() + other.getTaskId()).isEqualTo(3);
            assertThat(second.getCompletionToken()).isEqualTo("token 2");
            assertThat(second.getFailureDetails().getErrorMessage()).contains("'slow' was cancelled before it began");
            assertThat(runs).hasValue(1);
            listener.onWorkItem(greeting(3));
            assertThat(taken(host.results).getTaskId())
                    .as("the room is free again")
                    .isEqualTo(3);
            assertThat(worker.counters().activitiesRunning().sum()).isZero();
        }
    }

    @Test
    void runsNoMoreActivitiesOfANameThanItsLimitAndOthersMeanwhile() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore mayEnd = new Semaphore(0);
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    mayEnd.acquire();
                    running.decrementAndGet();
                    return "done";
                })
                .maxConcurrentActivities(3)
                .maxConcurrent("slow", 2)
                .start()) {
            WorkItemListener listener = host.connection();
            for (int i = 0; i < 10; i++) {
                listener.onWorkItem(item("slow", i));
            }
            for (int i = 10; i < 20; i++) {
                listener.onWorkItem(greeting(i));
            }
            for (int i = 10; i < 20; i++) {
                assertThat(taken(host.results).getTaskId()).isBetween(10, 19);
            }
            mayEnd.release(10);
            for (int i = 0; i < 10; i++) {
                assertThat(taken(host.results).getTaskId()).isLessThan(10);
            }
            assertThat(most).hasValue(2);
            assertThat(worker.counters().limitWaits().sum()).isBetween(1L, 8L);
            assertThat(worker.counters().activitiesRunning().sum()).isZero();
        }
    }

    @Test
    void handsBackWhatGoesFarBeyondTheLimit() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        try (Worker worker = worker().activity("slow", String.class, (ctx, in) -> {
                    mayEnd.acquire();
                    return "done";
                })
                .maxConcurrentActivities(1)
                .start()) {
            WorkItemListener listener = host.connection();
            for (int i = 0; i < 1_002; i++) {
                listener.onWorkItem(item("slow", i));
            }
            assertThat(taken(host.abandoned)).isEqualTo("token 1001");
            assertThat(host.abandoned).isEmpty();
            mayEnd.release(2_000);
            for (int i = 0; i < 1_001; i++) {
                taken(host.results);
            }
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void handsBackATurnOfAVersionItDoesNotHave() throws Exception {
        try (Worker worker =
                worker().orchestrator("Code", "1", Scenarios.Sequence.class).start()) {
            host.connection()
                    .onWorkItem(WorkItem.newBuilder()
                            .setOrchestratorRequest(OrchestratorRequest.newBuilder()
                                    .setInstanceId("a")
                                    .addNewEvents(HistoryEvent.newBuilder()
                                            .setExecutionStarted(ExecutionStartedEvent.newBuilder()
                                                    .setName("Code")
                                                    .setVersion(com.google.protobuf.StringValue.of("2")))))
                            .setCompletionToken("of version 2")
                            .build());

            assertThat(taken(host.abandoned)).isEqualTo("of version 2");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void handsBackATurnWhoseHistoryItDoesNotUnderstand() throws Exception {
        try (Worker worker = worker().orchestrator(Scenarios.Sequence.class).start()) {
            host.connection()
                    .onWorkItem(WorkItem.newBuilder()
                            .setOrchestratorRequest(OrchestratorRequest.newBuilder()
                                    .setInstanceId("a")
                                    .addNewEvents(HistoryEvent.getDefaultInstance()))
                            .setCompletionToken("t")
                            .build());

            assertThat(taken(host.abandoned)).isEqualTo("t");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void toleratesPings() throws Exception {
        try (Worker worker = worker().start()) {
            WorkItemListener listener = host.connection();
            listener.onWorkItem(WorkItem.newBuilder()
                    .setHealthPing(HealthPing.getDefaultInstance())
                    .build());
            listener.onWorkItem(greeting(3));
            assertThat(taken(host.results).getTaskId()).isEqualTo(3);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void refusesNamesGivenTwiceAndWorkersWithoutAHost() {
        assertThatThrownBy(() -> worker().activities(Shop.class, new Shop.Real(context())))
                .hasMessageContaining("Two activities are named");
        assertThatThrownBy(() -> worker().orchestrator(Scenarios.Sequence.class)
                        .orchestrator("Sequence", String.class, (ctx, in) -> in))
                .hasMessageContaining("'Sequence'");
        assertThatThrownBy(() -> worker().orchestrator("", String.class, (ctx, in) -> in))
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> Worker.builder().start()).hasMessageContaining("connectTo");
    }

    private Worker.Builder worker() {
        return Worker.builder().activitiesPerCall(Shop.class, Shop.Real::new).connectTo(host);
    }

    private static ActivityContext context() {
        return new ActivityContext("n", "i", "e", 1, 1, 1);
    }

    private static WorkItem greeting(int taskId) {
        return item("greet", taskId);
    }

    private static WorkItem item(String activity, int taskId) {
        return WorkItem.newBuilder()
                .setActivityRequest(ActivityRequest.newBuilder()
                        .setName(activity)
                        .setTaskId(taskId)
                        .setInput(com.google.protobuf.StringValue.of("\"you\"")))
                .setCompletionToken("token " + taskId)
                .build();
    }

    private static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(30, TimeUnit.SECONDS);
        if (value == null) {
            throw new AssertionError("nothing came");
        }
        return value;
    }
}
