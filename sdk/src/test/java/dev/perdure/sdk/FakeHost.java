package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.HistoryHash;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.EventRaisedEvent;
import dev.perdure.core.protocol.EventSentEvent;
import dev.perdure.core.protocol.ExecutionCompletedEvent;
import dev.perdure.core.protocol.ExecutionResumedEvent;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.ExecutionSuspendedEvent;
import dev.perdure.core.protocol.ExecutionTerminatedEvent;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.SubOrchestrationInstanceCompletedEvent;
import dev.perdure.core.protocol.SubOrchestrationInstanceCreatedEvent;
import dev.perdure.core.protocol.SubOrchestrationInstanceFailedEvent;
import dev.perdure.core.protocol.TaskCompletedEvent;
import dev.perdure.core.protocol.TaskFailedEvent;
import dev.perdure.core.protocol.TaskScheduledEvent;
import dev.perdure.core.protocol.TimerCreatedEvent;
import dev.perdure.core.protocol.TimerFiredEvent;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A task hub in memory, with a time of its own, that follows the rules of the protocol. It does one thing at a time, in an
 * order that depends on nothing but its seed, so that two runs of one scenario have equal histories however their turns
 * were delivered. Driven by the test's thread.
 */
public final class FakeHost implements WorkHost {

    private record Activity(FakeInstance instance, int taskId, ScheduleTaskAction action) {}

    private record Timer(Instant fireAt, int order, FakeInstance instance, int id) {}

    private final Deliveries deliveries;
    private final Random chance;
    private final Random schedule;
    private final Map<String, FakeInstance> instances = new LinkedHashMap<>();
    private final FakeLink link = new FakeLink();
    private final FakeEntities entities = new FakeEntities(this, link);
    private final Deque<Activity> activities = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::fireAt).thenComparingInt(Timer::order));
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private int tokens;
    private int order;
    private int historyRequests;
    private int executions;

    FakeHost(Deliveries deliveries, long seed) {
        this.deliveries = deliveries;
        this.chance = new Random(seed);
        this.schedule = new Random(seed);
    }

    /** A host that keeps orchestrators live, for other packages. */
    public static FakeHost live() {
        return new FakeHost(Deliveries.LIVE, 1);
    }

    @Override
    public WorkerConnection connect(GetWorkItemsRequest request, WorkItemListener listener) {
        return link.connect(listener);
    }

    /** Ends the connection in good order, as a host that restarts. */
    public void disconnect() {
        link.disconnect();
    }

    // --- the client's side

    /** Starts an instance; nothing happens until the host is driven. */
    public void start(String id, String name, @Nullable String input) {
        start(id, name, input, null);
    }

    /** Starts an instance of a version. */
    void start(String id, String name, @Nullable String input, @Nullable String version) {
        FakeInstance instance = new FakeInstance(id, String.format("%032x", ++executions));
        instances.put(id, instance);
        ExecutionStartedEvent.Builder started =
                ExecutionStartedEvent.newBuilder().setName(name);
        if (version != null) {
            started.setVersion(StringValue.of(version));
        }
        begin(instance, started, input);
    }

    private void begin(FakeInstance instance, ExecutionStartedEvent.Builder started, @Nullable String input) {
        started.setOrchestrationInstance(OrchestrationInstance.newBuilder()
                .setInstanceId(instance.id)
                .setExecutionId(StringValue.of(instance.executionId)));
        if (input != null) {
            started.setInput(StringValue.of(input));
        }
        arrive(instance, HistoryEvent.newBuilder().setExecutionStarted(started));
    }

    public void raise(String id, String name, @Nullable String payload) {
        EventRaisedEvent.Builder raised = EventRaisedEvent.newBuilder().setName(name);
        if (payload != null) {
            raised.setInput(StringValue.of(payload));
        }
        arrive(instance(id), HistoryEvent.newBuilder().setEventRaised(raised));
    }

    void terminate(String id, String reason) {
        arrive(
                instance(id),
                HistoryEvent.newBuilder()
                        .setExecutionTerminated(
                                ExecutionTerminatedEvent.newBuilder().setInput(StringValue.of(reason))));
    }

    void suspend(String id) {
        arrive(instance(id), HistoryEvent.newBuilder().setExecutionSuspended(ExecutionSuspendedEvent.newBuilder()));
    }

    void resume(String id) {
        arrive(instance(id), HistoryEvent.newBuilder().setExecutionResumed(ExecutionResumedEvent.newBuilder()));
    }

    /** Reports a task once more, as after a redelivery whose first completion was taken. */
    void completeAgain(String id, int taskId, String result) {
        arrive(
                instance(id),
                HistoryEvent.newBuilder()
                        .setTaskCompleted(TaskCompletedEvent.newBuilder()
                                .setTaskScheduledId(taskId)
                                .setResult(StringValue.of(result))));
    }

    List<FakeInstance> instances() {
        return List.copyOf(instances.values());
    }

    FakeInstance instance(String id) {
        FakeInstance instance = instances.get(id);
        if (instance == null) {
            throw new AssertionError("no instance " + id);
        }
        return instance;
    }

    /** The output of an instance that must have completed. */
    public @Nullable String output(String id) {
        FakeInstance instance = instance(id);
        assertThat(instance.status().name())
                .as("status of %s, which ended with %s", id, instance.end)
                .isEqualTo("ORCHESTRATION_STATUS_COMPLETED");
        return instance.output();
    }

    int historyRequests() {
        return historyRequests;
    }

    String account() {
        StringBuilder text = new StringBuilder();
        instances.values().forEach(i -> text.append(i.account()));
        text.append(entities.account());
        return text.toString();
    }

    // --- driving

    /** Does everything there is to do, moving time on as far as timers need it. */
    public void settle() {
        while (step() || fireNext()) {
            // goes on
        }
    }

    /** Does everything there is to do now, without moving time on to the next timer. */
    public void settleNow() {
        while (step()) {
            // goes on
        }
    }

    FakeEntities entities() {
        return entities;
    }

    /** Does one thing, if there is one to do: a turn, an activity, or something at an entity. */
    boolean step() {
        List<FakeInstance> ready = new ArrayList<>();
        for (FakeInstance instance : instances.values()) {
            if (instance.end == null && !instance.inbox.isEmpty()) {
                ready.add(instance);
            }
        }
        List<String> readyEntities = entities.ready();
        int choices = ready.size() + activities.size() + readyEntities.size();
        if (choices == 0) {
            return false;
        }
        int choice = schedule.nextInt(choices);
        if (choice < ready.size()) {
            turn(ready.get(choice));
        } else if (choice >= ready.size() + activities.size()) {
            entities.step(readyEntities.get(choice - ready.size() - activities.size()));
        } else {
            for (int i = ready.size(); i < choice; i++) {
                activities.add(activities.remove());
            }
            activity(activities.remove());
        }
        return true;
    }

    private boolean fireNext() {
        Timer timer = timers.poll();
        if (timer == null) {
            return false;
        }
        if (timer.instance.end == null) {
            now = timer.fireAt.isAfter(now) ? timer.fireAt : now;
            arrive(
                    timer.instance,
                    HistoryEvent.newBuilder()
                            .setTimerFired(TimerFiredEvent.newBuilder()
                                    .setTimerId(timer.id)
                                    .setFireAt(timestamp(timer.fireAt))));
        }
        return true;
    }

    private void turn(FakeInstance instance) {
        now = now.plusMillis(1);
        List<HistoryEvent> newEvents = new ArrayList<>();
        newEvents.add(HistoryEvent.newBuilder()
                .setEventId(-1)
                .setTimestamp(timestamp(now))
                .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                .build());
        newEvents.addAll(instance.inbox);
        instance.inbox.clear();
        Deliveries.Way way = deliveries.next(chance);
        boolean omit = instance.heldBy == link.connections();
        int answersToLose = 0;
        switch (way) {
            case WITHOUT_HISTORY -> {}
            case WITH_HISTORY -> omit = false;
            case EVICTED_WITHOUT_HISTORY -> instance.hash = chance.nextLong();
            case EVICTED_WITH_HISTORY -> {
                instance.hash = chance.nextLong();
                omit = false;
            }
            case ANSWER_LOST -> answersToLose = 1;
            case RECONNECTED -> {
                disconnect();
                omit = false;
            }
        }
        for (int delivery = 1; ; delivery++) {
            int connection = link.connections();
            OrchestratorResponse response = deliver(instance, newEvents, omit, delivery);
            if (response == null) {
                omit = false;
            } else if (response.getRequiresHistory()) {
                assertThat(omit).as("asked for history it had").isTrue();
                historyRequests++;
                omit = false;
            } else if (answersToLose > 0) {
                answersToLose--;
            } else {
                instance.heldBy = deliveries == Deliveries.REPLAYED ? 0 : connection;
                commit(instance, newEvents, response);
                return;
            }
        }
    }

    private @Nullable OrchestratorResponse deliver(
            FakeInstance instance, List<HistoryEvent> newEvents, boolean omit, int delivery) {
        OrchestratorRequest.Builder request = OrchestratorRequest.newBuilder()
                .setInstanceId(instance.id)
                .setExecutionId(StringValue.of(instance.executionId))
                .addAllNewEvents(newEvents);
        if (!omit) {
            request.addAllPastEvents(instance.history);
        }
        String token = "t" + tokens++;
        return link.turn(WorkItem.newBuilder()
                .setOrchestratorRequest(request)
                .setCompletionToken(token)
                .setPerdureDelivery(PerdureDelivery.newBuilder()
                        .setDeliveryNumber(delivery)
                        .setHistoryPosition(instance.history.size())
                        .setHistoryHash(instance.hash)
                        .setHistoryOmitted(omit))
                .build());
    }

    private void commit(FakeInstance instance, List<HistoryEvent> newEvents, OrchestratorResponse response) {
        assertThat(response.getPerdureAnswerId()).isNotZero();
        assertThat(response.getInstanceId()).isEqualTo(instance.id);
        instance.history.addAll(newEvents);
        instance.hash = HistoryHash.next(instance.hash, response.getPerdureAnswerId());
        instance.turns++;
        if (response.hasCustomStatus()) {
            instance.customStatuses.add(
                    instance.turns + ":" + response.getCustomStatus().getValue());
        }
        for (OrchestratorAction action : response.getActionsList()) {
            carryOut(instance, action);
        }
    }

    private void carryOut(FakeInstance instance, OrchestratorAction action) {
        HistoryEvent.Builder event =
                HistoryEvent.newBuilder().setEventId(action.getId()).setTimestamp(timestamp(now));
        switch (action.getOrchestratorActionTypeCase()) {
            case SCHEDULETASK -> {
                ScheduleTaskAction task = action.getScheduleTask();
                activities.add(new Activity(instance, action.getId(), task));
                event.setTaskScheduled(TaskScheduledEvent.newBuilder()
                        .setName(task.getName())
                        .setInput(task.getInput())
                        .putAllTags(task.getTagsMap()));
            }
            case CREATETIMER -> {
                Timestamp fireAt = action.getCreateTimer().getFireAt();
                timers.add(new Timer(
                        Instant.ofEpochSecond(fireAt.getSeconds(), fireAt.getNanos()),
                        order++,
                        instance,
                        action.getId()));
                event.setTimerCreated(TimerCreatedEvent.newBuilder().setFireAt(fireAt));
            }
            case SENDEVENT -> {
                String target = action.getSendEvent().getInstance().getInstanceId();
                FakeInstance receiver = instances.get(target);
                if (receiver != null) {
                    raise(
                            target,
                            action.getSendEvent().getName(),
                            action.getSendEvent().hasData()
                                    ? action.getSendEvent().getData().getValue()
                                    : null);
                }
                event.setEventSent(EventSentEvent.newBuilder()
                        .setInstanceId(target)
                        .setName(action.getSendEvent().getName())
                        .setInput(action.getSendEvent().getData()));
            }
            case CREATESUBORCHESTRATION -> {
                CreateSubOrchestrationAction child = action.getCreateSubOrchestration();
                String id = child.getInstanceId().isEmpty()
                        ? instance.executionId + ":" + action.getId()
                        : child.getInstanceId();
                startChild(instance, action.getId(), id, child);
                event.setSubOrchestrationInstanceCreated(SubOrchestrationInstanceCreatedEvent.newBuilder()
                        .setInstanceId(id)
                        .setName(child.getName())
                        .setInput(child.getInput()));
            }
            case SENDENTITYMESSAGE -> entities.take(instance, action.getSendEntityMessage(), event);
            case COMPLETEORCHESTRATION -> {
                CompleteOrchestrationAction end = action.getCompleteOrchestration();
                timers.removeIf(t -> t.instance.equals(instance));
                entities.ended(instance);
                if (end.getOrchestrationStatus() == OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW) {
                    continueAsNew(instance, end);
                    return;
                }
                instance.end = end;
                tellParent(instance, end);
                instance.inbox.clear();
                activities.removeIf(a -> a.instance.equals(instance));
                ExecutionCompletedEvent.Builder completed = ExecutionCompletedEvent.newBuilder()
                        .setOrchestrationStatus(end.getOrchestrationStatus())
                        .setResult(end.getResult());
                if (end.hasFailureDetails()) {
                    completed.setFailureDetails(end.getFailureDetails());
                }
                event.setExecutionCompleted(completed);
            }
            default -> throw new AssertionError("unexpected action " + action);
        }
        instance.history.add(event.build());
    }

    private void continueAsNew(FakeInstance instance, CompleteOrchestrationAction next) {
        ExecutionStartedEvent.Builder started = instance.history.stream()
                .filter(HistoryEvent::hasExecutionStarted)
                .findFirst()
                .orElseThrow()
                .getExecutionStarted()
                .toBuilder()
                .clearInput();
        if (next.hasNewVersion()) {
            started.setVersion(next.getNewVersion());
        }
        List<HistoryEvent> arrived = new ArrayList<>(instance.inbox);
        instance.past = instance.account();
        instance.history.clear();
        instance.inbox.clear();
        activities.removeIf(a -> a.instance.equals(instance));
        instance.hash = HistoryHash.EMPTY;
        instance.heldBy = 0;
        instance.executionId = String.format("%032x", ++executions);
        begin(instance, started, next.hasResult() ? next.getResult().getValue() : null);
        instance.inbox.addAll(next.getCarryoverEventsList());
        instance.inbox.addAll(arrived);
    }

    private void startChild(FakeInstance parent, int taskId, String id, CreateSubOrchestrationAction action) {
        FakeInstance existing = instances.get(id);
        if (existing != null && existing.end == null) {
            arrive(parent, childFailed(taskId, FailureDetails.of("AlreadyExists", id)));
            return;
        }
        FakeInstance child = new FakeInstance(id, String.format("%032x", ++executions));
        child.past = existing == null ? "" : existing.account();
        child.parent = parent;
        child.parentExecution = parent.executionId;
        child.parentTask = taskId;
        instances.put(id, child);
        ExecutionStartedEvent.Builder started = ExecutionStartedEvent.newBuilder()
                .setName(action.getName())
                .putAllTags(action.getTagsMap())
                .setParentInstance(ParentInstanceInfo.newBuilder()
                        .setOrchestrationInstance(
                                OrchestrationInstance.newBuilder().setInstanceId(parent.id)));
        if (action.hasVersion()) {
            started.setVersion(action.getVersion());
        }
        begin(child, started, action.hasInput() ? action.getInput().getValue() : null);
    }

    private void tellParent(FakeInstance child, CompleteOrchestrationAction end) {
        FakeInstance parent = child.parent;
        if (parent == null || !parent.executionId.equals(child.parentExecution)) {
            return;
        }
        if (end.hasFailureDetails()) {
            arrive(parent, childFailed(child.parentTask, FailureDetails.of(end.getFailureDetails())));
            return;
        }
        SubOrchestrationInstanceCompletedEvent.Builder completed =
                SubOrchestrationInstanceCompletedEvent.newBuilder().setTaskScheduledId(child.parentTask);
        if (end.hasResult()) {
            completed.setResult(end.getResult());
        }
        arrive(parent, HistoryEvent.newBuilder().setSubOrchestrationInstanceCompleted(completed));
    }

    private static HistoryEvent.Builder childFailed(int taskId, FailureDetails failure) {
        return HistoryEvent.newBuilder()
                .setSubOrchestrationInstanceFailed(SubOrchestrationInstanceFailedEvent.newBuilder()
                        .setTaskScheduledId(taskId)
                        .setFailureDetails(failure.toProtocol()));
    }

    /** An answer to something that one execution of an instance has asked for. */
    void answer(String instanceId, String execution, HistoryEvent.Builder event) {
        FakeInstance instance = instances.get(instanceId);
        if (instance != null && instance.executionId.equals(execution)) {
            arrive(instance, event);
        }
    }

    private void activity(Activity activity) {
        ActivityRequest.Builder request = ActivityRequest.newBuilder()
                .setName(activity.action.getName())
                .setTaskId(activity.taskId)
                .setOrchestrationInstance(OrchestrationInstance.newBuilder()
                        .setInstanceId(activity.instance.id)
                        .setExecutionId(StringValue.of(activity.instance.executionId)))
                .putAllTags(activity.action.getTagsMap());
        if (activity.action.hasInput()) {
            request.setInput(activity.action.getInput());
        }
        String key = activity.instance.id + "/" + activity.taskId;
        ActivityResponse response = null;
        for (int delivery = 1; response == null; delivery++) {
            response = link.activity(
                    key,
                    WorkItem.newBuilder()
                            .setActivityRequest(request)
                            .setCompletionToken("a" + tokens++)
                            .setPerdureDelivery(PerdureDelivery.newBuilder().setDeliveryNumber(delivery))
                            .build());
        }
        HistoryEvent.Builder event = HistoryEvent.newBuilder();
        if (response.hasFailureDetails()) {
            event.setTaskFailed(TaskFailedEvent.newBuilder()
                    .setTaskScheduledId(activity.taskId)
                    .setFailureDetails(response.getFailureDetails()));
        } else {
            TaskCompletedEvent.Builder completed =
                    TaskCompletedEvent.newBuilder().setTaskScheduledId(activity.taskId);
            if (response.hasResult()) {
                completed.setResult(response.getResult());
            }
            event.setTaskCompleted(completed);
        }
        arrive(activity.instance, event);
    }

    private void arrive(FakeInstance instance, HistoryEvent.Builder event) {
        if (instance.end == null) {
            instance.inbox.add(event.setEventId(-1).setTimestamp(timestamp(now)).build());
        }
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
