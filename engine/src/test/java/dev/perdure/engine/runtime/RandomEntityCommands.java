package dev.perdure.engine.runtime;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.EntityLockGrantedEvent;
import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationAction;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.core.protocol.SendSignalAction;
import dev.perdure.core.protocol.StartNewOrchestrationAction;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.process.EntityQueue;
import dev.perdure.engine.record.AdvanceEntity;
import dev.perdure.engine.record.BreakEntityLock;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.CompleteEntityBatch;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.LockHolder;
import dev.perdure.engine.record.LockRelease;
import dev.perdure.engine.record.LockRequest;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.PurgeEntity;
import dev.perdure.engine.record.ReceiveMessage;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.record.RemoveEmptyEntity;
import dev.perdure.engine.record.RetryEntityBatch;
import dev.perdure.engine.record.SignalEntity;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.record.ToEntity;
import dev.perdure.engine.record.ToInstance;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.EntityTable;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.List;
import java.util.Random;

/** The part of {@link RandomCommands} that is about entities. */
final class RandomEntityCommands {

    private static final int ENTITIES = 4;
    private static final int SECTIONS = 5;

    private final Random random;
    private final PartitionState state;
    private int fresh;

    RandomEntityCommands(Random random, PartitionState state) {
        this.random = random;
        this.state = state;
    }

    Command.Builder next(long time, String instanceId, Key key) {
        return switch (random.nextInt(13)) {
            case 0, 1, 2 -> signal(time, key);
            case 3, 4, 5, 6 -> complete(time);
            case 7 -> retry();
            case 8, 9 ->
                Command.newBuilder().setAdvanceEntity(AdvanceEntity.newBuilder().setEntityId(entityId()));
            case 10, 11 -> receive(instanceId);
            default -> rare(key);
        };
    }

    private Command.Builder rare(Key key) {
        String id = entityId();
        return switch (random.nextInt(3)) {
            case 0 ->
                Command.newBuilder()
                        .setRemoveEmptyEntity(RemoveEmptyEntity.newBuilder().setEntityId(id));
            case 1 ->
                Command.newBuilder()
                        .setPurgeEntity(PurgeEntity.newBuilder().setEntityId(id).setKey(key));
            default -> {
                EntityState entity = state.entities().entity(id);
                LockHolder holder = entity == null ? null : entity.lock();
                BreakEntityLock.Builder breaking = BreakEntityLock.newBuilder().setEntityId(id);
                if (holder != null) {
                    breaking.setOwnerInstance(holder.getOwnerInstance())
                            .setOwnerExecution(holder.getOwnerExecution())
                            .setCriticalSectionId(holder.getCriticalSectionId());
                }
                yield Command.newBuilder().setBreakEntityLock(breaking);
            }
        };
    }

    private Command.Builder signal(long time, Key key) {
        SignalEntity.Builder signal = SignalEntity.newBuilder()
                .setEntityId(entityId())
                .setRequestId("request-" + fresh++)
                .setOperation("add")
                .setInput(StringValue.of("" + random.nextInt(100)));
        if (random.nextInt(4) == 0) {
            signal.setScheduledTime(time + random.nextInt(3_000_000));
        }
        if (random.nextInt(4) == 0) {
            signal.setKey(key);
        }
        return Command.newBuilder().setSignalEntity(signal);
    }

    private Command.Builder complete(long time) {
        CompleteEntityBatch.Builder complete = CompleteEntityBatch.newBuilder().setEntityId(entityId());
        EntityState entity = state.entities().entity(complete.getEntityId());
        if (entity != null) {
            complete.setVersion(entity.version() - (random.nextInt(8) == 0 ? 1 : 0))
                    .addAllTaken(batch(entity));
        }
        for (int i = random.nextInt(complete.getTakenCount() + 2); i > 0; i--) {
            OperationResult.Builder result = OperationResult.newBuilder();
            if (random.nextInt(4) == 0) {
                result.getFailureBuilder()
                        .setFailureDetails(TaskFailureDetails.newBuilder().setErrorType("Broken"));
            } else {
                result.getSuccessBuilder().setResult(StringValue.of("" + i));
            }
            complete.addResults(result);
        }
        if (random.nextInt(5) > 0) {
            complete.setState(StringValue.of("" + random.nextInt(1_000)));
        }
        if (random.nextInt(3) == 0) {
            complete.addActions(OperationAction.newBuilder()
                    .setSendSignal(SendSignalAction.newBuilder()
                            .setInstanceId(random.nextInt(9) == 0 ? "impossible" : entityId())
                            .setName("add")
                            .setScheduledTime(
                                    Timestamp.newBuilder().setSeconds(time / 1_000_000 + random.nextInt(3)))));
        }
        if (random.nextInt(4) == 0) {
            complete.addActions(OperationAction.newBuilder()
                    .setStartNewOrchestration(StartNewOrchestrationAction.newBuilder()
                            .setInstanceId(random.nextBoolean() ? "" : "by-entity-" + random.nextInt(4))
                            .setName("name0")));
        }
        return Command.newBuilder().setCompleteEntityBatch(complete);
    }

    private Command.Builder retry() {
        RetryEntityBatch.Builder retry = RetryEntityBatch.newBuilder()
                .setEntityId(entityId())
                .setCause(random.nextBoolean() ? RedeliveryCause.ABANDONED : RedeliveryCause.WORKER_LOST);
        EntityState entity = state.entities().entity(retry.getEntityId());
        if (entity != null) {
            retry.setVersion(entity.version()).addAllTaken(batch(entity));
        }
        return Command.newBuilder().setRetryEntityBatch(retry);
    }

    private List<Long> batch(EntityState entity) {
        return new EntityQueue(state.entities())
                .batch(entity, 1 + random.nextInt(4), 1_000).stream()
                        .map(EntityTable.Entry::sequence)
                        .toList();
    }

    private Command.Builder receive(String instanceId) {
        Message.Builder message = Message.newBuilder();
        LockRequest.Builder request = LockRequest.newBuilder()
                .setOwnerInstance("far-owner")
                .setOwnerExecution("execution")
                .setCriticalSectionId("far-" + random.nextInt(SECTIONS))
                .addLockSet(entityId());
        switch (random.nextInt(5)) {
            case 0 ->
                message.setToEntity(ToEntity.newBuilder()
                        .setEntityId(request.getLockSet(0))
                        .setMessage(EntityMessage.newBuilder()
                                .setLockRequest(request)
                                .setSender("far-owner")));
            case 1 ->
                message.setLockRelease(LockRelease.newBuilder()
                        .setOwnerInstance("far-owner")
                        .setCriticalSectionId(request.getCriticalSectionId())
                        .addAllLockSet(request.getLockSetList()));
            case 2 ->
                message.setToEntity(ToEntity.newBuilder()
                        .setEntityId(entityId())
                        .setMessage(EntityMessage.newBuilder()
                                .setOperation(HistoryEvent.newBuilder()
                                        .setEntityOperationSignaled(EntityOperationSignaledEvent.newBuilder()
                                                .setOperation("add")))
                                .setSender(random.nextBoolean() ? "far-owner" : "")));
            case 3 -> {
                InstanceState instance = state.instance(instanceId);
                message.setToInstance(ToInstance.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId(instance == null ? "nobody" : instance.executionId())
                        .setEvent(HistoryEvent.newBuilder()
                                .setEntityLockGranted(EntityLockGrantedEvent.newBuilder()
                                        .setCriticalSectionId("section-" + random.nextInt(SECTIONS)))));
            }
            default ->
                message.setStart(StartInstance.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId("by-entity-" + fresh++)
                        .setName("name1"));
        }
        int source = random.nextBoolean() ? 0 : 2;
        return Command.newBuilder()
                .setReceiveMessage(ReceiveMessage.newBuilder()
                        .setSource(source)
                        .setSequence(state.received(source) + 1)
                        .setMessage(message));
    }

    /** What an orchestrator may say to entities. */
    SendEntityMessageAction message() {
        SendEntityMessageAction.Builder action = SendEntityMessageAction.newBuilder();
        String section = "section-" + random.nextInt(SECTIONS);
        StringValue target = StringValue.of(entityId());
        switch (random.nextInt(4)) {
            case 0 ->
                action.setEntityOperationSignaled(EntityOperationSignaledEvent.newBuilder()
                        .setOperation("add")
                        .setTargetInstanceId(target));
            case 1 ->
                action.setEntityOperationCalled(EntityOperationCalledEvent.newBuilder()
                        .setOperation("get")
                        .setTargetInstanceId(target));
            case 2 -> {
                EntityLockRequestedEvent.Builder lock =
                        EntityLockRequestedEvent.newBuilder().setCriticalSectionId(section);
                for (int i = random.nextInt(4); i > 0; i--) {
                    lock.addLockSet(entityId());
                }
                action.setEntityLockRequested(lock);
            }
            default ->
                action.setEntityUnlockSent(EntityUnlockSentEvent.newBuilder()
                        .setCriticalSectionId(section)
                        .setTargetInstanceId(target));
        }
        return action.build();
    }

    private String entityId() {
        return "@entity@" + random.nextInt(ENTITIES);
    }
}
