package dev.perdure.engine.runtime;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.CreateTimerAction;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.SendEventAction;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.TerminateOrchestrationAction;
import dev.perdure.engine.record.AcknowledgeMessages;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.AnnounceNames;
import dev.perdure.engine.record.ChildEnded;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.CompleteTurn;
import dev.perdure.engine.record.ExpireKeys;
import dev.perdure.engine.record.FireTimers;
import dev.perdure.engine.record.IdReusePolicy;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.PurgeChild;
import dev.perdure.engine.record.PurgeEnded;
import dev.perdure.engine.record.PurgeInstance;
import dev.perdure.engine.record.RaiseEvent;
import dev.perdure.engine.record.RaisedEvent;
import dev.perdure.engine.record.ReceiveMessage;
import dev.perdure.engine.record.RecordHeartbeat;
import dev.perdure.engine.record.RedeliverActivity;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.record.ResumeInstance;
import dev.perdure.engine.record.StartChild;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.record.SuspendInstance;
import dev.perdure.engine.record.TerminateInstance;
import dev.perdure.engine.record.TerminateTarget;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import dev.perdure.engine.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;

/**
 * Random command logs of one partition, every kind of command in it: ones that fit the state, stale ones, repeated keys,
 * messages that come twice or leave a gap. The same seed gives the same log.
 */
public final class RandomCommands {

    /** The partition the log is of, and how many there are. */
    public static final int PARTITION = 1;

    public static final int PARTITIONS = 3;
    private static final int INSTANCES = 12;

    private static final List<OrchestrationStatus> ENDS = List.of(
            OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED,
            OrchestrationStatus.ORCHESTRATION_STATUS_FAILED,
            OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW);

    private final Random random;
    private final RandomEntityCommands entities;
    private final StateMachine machine = new StateMachine(new MemoryStorage(), PARTITION, PARTITIONS, 5);
    private final RandomUndoing undoing;
    private long time = 1_700_000_000_000_000L;
    private int fresh;

    public RandomCommands(long seed) {
        this.random = new Random(seed);
        this.undoing = new RandomUndoing(random, machine.state());
        this.entities = new RandomEntityCommands(random, state());
    }

    /** A log of this many commands. */
    public List<Command> log(int length) {
        List<Command> log = new ArrayList<>();
        while (log.size() < length) {
            if (random.nextInt(3) == 0) {
                time += random.nextInt(2_000_000);
            }
            Command command = next().setTime(time).build();
            log.add(command);
            machine.run(command, event -> {});
        }
        return log;
    }

    private Command.Builder next() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> start();
            case 3, 4, 5, 6 -> completeTurn();
            case 7, 8, 9 -> completeActivity();
            case 10 -> raiseEvent();
            case 11 ->
                Command.newBuilder().setFireTimers(FireTimers.newBuilder().setLimit(1 + random.nextInt(3)));
            case 12 -> receive();
            case 13 -> acknowledge();
            case 14 -> redeliver();
            case 15, 16, 17, 18 -> entities.next(time, instanceId(), key());
            default -> rare();
        };
    }

    private Command.Builder rare() {
        return switch (random.nextInt(10)) {
            case 7, 8, 9 -> undoing.next(instanceId(), instanceId(), time, fresh++, key());
            case 3, 4 ->
                random.nextBoolean()
                        ? Command.newBuilder()
                                .setSuspend(SuspendInstance.newBuilder()
                                        .setInstanceId(instanceId())
                                        .setKey(key()))
                        : Command.newBuilder()
                                .setResume(ResumeInstance.newBuilder()
                                        .setInstanceId(instanceId())
                                        .setReason(StringValue.of("again")));
            case 5 ->
                Command.newBuilder()
                        .setPurgeEnded(PurgeEnded.newBuilder()
                                .addInstanceIds(instanceId())
                                .addInstanceIds(instanceId())
                                .setCompletedTo(time - random.nextInt(3_000_000)));
            case 0 ->
                Command.newBuilder()
                        .setTerminate(TerminateInstance.newBuilder()
                                .setInstanceId(instanceId())
                                .setReason(StringValue.of("because"))
                                .setRecursive(random.nextBoolean())
                                .setKey(key()));
            case 1 ->
                Command.newBuilder()
                        .setPurge(PurgeInstance.newBuilder()
                                .setInstanceId(instanceId())
                                .setRecursive(random.nextBoolean())
                                .setKey(key()));
            case 2 -> Command.newBuilder().setExpireKeys(ExpireKeys.newBuilder().setLimit(1 + random.nextInt(5)));
            default ->
                Command.newBuilder()
                        .setAnnounceNames(AnnounceNames.newBuilder().addOrchestrators("name" + random.nextInt(3)));
        };
    }

    private Command.Builder start() {
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(instanceId())
                .setExecutionId("execution-" + fresh++)
                .setName("name" + random.nextInt(3))
                .setInput(StringValue.of("\"" + random.nextInt() + "\""))
                .putAllTags(Map.of("tag", "" + random.nextInt(9)));
        if (random.nextInt(4) == 0) {
            start.setScheduledStart(time + random.nextInt(3_000_000));
        }
        if (random.nextInt(4) == 0) {
            start.setIdReuse(IdReusePolicy.newBuilder()
                    .setAttach(random.nextBoolean())
                    .addReplaceable(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING)
                    .addReplaceable(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED));
        }
        if (random.nextBoolean()) {
            start.setKey(key());
        }
        return Command.newBuilder().setStart(start);
    }

    private Command.Builder raiseEvent() {
        return Command.newBuilder()
                .setRaiseEvent(RaiseEvent.newBuilder()
                        .setInstanceId(instanceId())
                        .setName("event" + random.nextInt(2))
                        .setInput(StringValue.of("" + random.nextInt(100)))
                        .setKey(key()));
    }

    private Command.Builder completeTurn() {
        String id = instanceId();
        InstanceState instance = state().instance(id);
        CompleteTurn.Builder turn =
                CompleteTurn.newBuilder().setInstanceId(id).setStarted(time).setAnswerId(random.nextLong());
        if (instance != null) {
            boolean stale = random.nextInt(8) == 0;
            turn.setExecutionId(instance.executionId())
                    .setPosition(instance.position() + (stale ? 1 : 0))
                    .setHistoryHash(instance.historyHash())
                    .setEventsConsumed(Math.max(1, random.nextInt(instance.inboxSize() + 1)));
            int first = (int) instance.position();
            for (int i = random.nextInt(4); i > 0; i--) {
                turn.addActions(action(first + i));
            }
            if (random.nextInt(6) == 0) {
                turn.addActions(OrchestratorAction.newBuilder()
                        .setId(first + 9)
                        .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                                .setOrchestrationStatus(ENDS.get(random.nextInt(ENDS.size())))
                                .setResult(StringValue.of("1"))));
            }
            if (random.nextInt(3) == 0) {
                turn.setCustomStatus(StringValue.of("" + random.nextInt(10)));
            }
        }
        if (random.nextInt(30) == 0) {
            turn.setPause(StringValue.of("the code has left the history"));
        }
        return Command.newBuilder().setCompleteTurn(turn);
    }

    private OrchestratorAction action(int id) {
        OrchestratorAction.Builder action = OrchestratorAction.newBuilder().setId(id);
        switch (random.nextInt(6)) {
            case 3 ->
                action.setCreateSubOrchestration(CreateSubOrchestrationAction.newBuilder()
                        .setInstanceId(random.nextInt(4) == 0 ? "" : instanceId())
                        .setName("name" + random.nextInt(3)));
            case 4 ->
                action.setTerminateOrchestration(TerminateOrchestrationAction.newBuilder()
                        .setInstanceId(instanceId())
                        .setRecurse(true));
            case 5 -> action.setSendEntityMessage(entities.message());
            case 0 ->
                action.setScheduleTask(
                        ScheduleTaskAction.newBuilder().setName("work").setInput(StringValue.of("" + id)));
            case 1 ->
                action.setCreateTimer(CreateTimerAction.newBuilder()
                        .setFireAt(Timestamp.newBuilder()
                                .setSeconds(time / 1_000_000 + random.nextInt(4))
                                .setNanos(random.nextInt(1_000_000_000))));
            default ->
                action.setSendEvent(SendEventAction.newBuilder()
                        .setInstance(OrchestrationInstance.newBuilder()
                                .setInstanceId(random.nextBoolean() ? instanceId() : "elsewhere" + random.nextInt(9)))
                        .setName("sent")
                        .setData(StringValue.of("" + random.nextInt(9))));
        }
        return action.build();
    }

    private Command.Builder completeActivity() {
        List<ActivityRecord> open = open();
        CompleteActivity.Builder completion = CompleteActivity.newBuilder();
        if (open.isEmpty() || random.nextInt(10) == 0) {
            completion.setInstanceId(instanceId()).setExecutionId("nobody").setTaskId(random.nextInt(5));
        } else {
            ActivityRecord activity = open.get(random.nextInt(open.size()));
            completion
                    .setInstanceId(
                            activity.getRequest().getOrchestrationInstance().getInstanceId())
                    .setExecutionId(activity.getRequest()
                            .getOrchestrationInstance()
                            .getExecutionId()
                            .getValue())
                    .setTaskId(activity.getRequest().getTaskId());
        }
        if (random.nextInt(5) == 0) {
            completion.setFailure(
                    TaskFailureDetails.newBuilder().setErrorType("Broken").setErrorMessage("no"));
        } else {
            completion.setResult(StringValue.of("" + random.nextInt(100)));
        }
        return Command.newBuilder().setCompleteActivity(completion);
    }

    private Command.Builder redeliver() {
        List<ActivityRecord> open = open();
        if (!open.isEmpty() && random.nextInt(3) == 0) {
            return heartbeat(open.get(random.nextInt(open.size())));
        }
        RedeliverActivity.Builder redeliver = RedeliverActivity.newBuilder().setCause(RedeliveryCause.WORKER_LOST);
        if (!open.isEmpty()) {
            ActivityRecord activity = open.get(random.nextInt(open.size()));
            redeliver
                    .setInstanceId(
                            activity.getRequest().getOrchestrationInstance().getInstanceId())
                    .setTaskId(activity.getRequest().getTaskId());
        }
        return Command.newBuilder().setRedeliverActivity(redeliver);
    }

    /** At times of a delivery that is not the present one, at times without a detail. */
    private Command.Builder heartbeat(ActivityRecord activity) {
        RecordHeartbeat.Builder beat = RecordHeartbeat.newBuilder()
                .setInstanceId(activity.getRequest().getOrchestrationInstance().getInstanceId())
                .setTaskId(activity.getRequest().getTaskId())
                .setDelivery(activity.getDelivery() - random.nextInt(2));
        if (random.nextInt(4) > 0) {
            beat.setDetail(StringValue.of("" + random.nextInt(100)));
        }
        return Command.newBuilder().setRecordHeartbeat(beat);
    }

    private Command.Builder receive() {
        int source = random.nextBoolean() ? 0 : 2;
        long next = state().received(source) + 1;
        return Command.newBuilder()
                .setReceiveMessage(ReceiveMessage.newBuilder()
                        .setSource(source)
                        .setSequence(Math.max(1, next + random.nextInt(3) - 1))
                        .setMessage(message("from" + source)));
    }

    private Message.Builder message(String name) {
        return switch (random.nextInt(6)) {
            case 5 -> undoing.message(instanceId(), parent());
            case 0 ->
                Message.newBuilder()
                        .setStartChild(StartChild.newBuilder()
                                .setStart(StartInstance.newBuilder()
                                        .setInstanceId(instanceId())
                                        .setExecutionId("execution-" + fresh++)
                                        .setName(name))
                                .setParent(parent()));
            case 1 -> Message.newBuilder().setChildEnded(ChildEnded.newBuilder().setParent(parent()));
            case 2 ->
                Message.newBuilder()
                        .setTerminateTarget(TerminateTarget.newBuilder()
                                .setInstanceId(instanceId())
                                .setRecursive(true));
            case 3 ->
                Message.newBuilder()
                        .setPurgeChild(PurgeChild.newBuilder()
                                .setInstanceId(instanceId())
                                .setParentInstanceId(instanceId()));
            default ->
                Message.newBuilder()
                        .setEvent(RaisedEvent.newBuilder()
                                .setInstanceId(instanceId())
                                .setName(name)
                                .setInput(StringValue.of("" + random.nextInt(100))));
        };
    }

    /** A task of one of the instances, mostly of one that waits for a child. */
    private ParentInstanceInfo parent() {
        InstanceState instance = state().instance(instanceId());
        if (instance == null) {
            return ParentInstanceInfo.getDefaultInstance();
        }
        SortedMap<Integer, String> children = state().children(instance);
        return ParentInstanceInfo.newBuilder()
                .setTaskScheduledId(children.isEmpty() ? 1 : children.firstKey())
                .setOrchestrationInstance(OrchestrationInstance.newBuilder()
                        .setInstanceId(instance.instanceId())
                        .setExecutionId(StringValue.of(instance.executionId())))
                .build();
    }

    private Command.Builder acknowledge() {
        int destination = random.nextInt(PARTITIONS);
        return Command.newBuilder()
                .setAcknowledgeMessages(AcknowledgeMessages.newBuilder()
                        .setDestination(destination)
                        .setUpTo(state().sent(destination)));
    }

    private Key key() {
        return Key.newBuilder()
                .setValue("key" + random.nextInt(6))
                .setBodyHash(random.nextInt(2))
                .setExpires(time + random.nextInt(10_000_000))
                .build();
    }

    private String instanceId() {
        return "instance-" + random.nextInt(INSTANCES);
    }

    private List<ActivityRecord> open() {
        List<ActivityRecord> open = new ArrayList<>();
        state().forEachActivity((id, record) -> open.add(record));
        return open;
    }

    private PartitionState state() {
        return machine.state();
    }
}
