package dev.perdure.engine.process;

import dev.perdure.core.EntityId;
import dev.perdure.core.InstanceId;
import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationCompletedEvent;
import dev.perdure.core.protocol.EntityOperationFailedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationAction;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.OperationResultFailure;
import dev.perdure.core.protocol.SendSignalAction;
import dev.perdure.core.protocol.StartNewOrchestrationAction;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.record.CompleteEntityBatch;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.GivenUpKind;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.record.RetryEntityBatch;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.record.ToInstance;
import dev.perdure.engine.state.EntityChange;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.EntityTable.Entry;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.PartitionState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The meaning of what came of a batch of operations. Confined to its partition; changes nothing. */
final class EntityBatchProcessor {

    /** Deliveries after which the operations fail. Part of the meaning of a log, so not a setting. */
    static final int ATTEMPTS_MAX = 20;

    private static final long BACK_OFF_MICROS = 1_000_000;
    private static final int BACK_OFF_DOUBLINGS_MAX = 6;

    private final PartitionState state;
    private final EntityMail mail;
    private final RequestProcessor requests;

    EntityBatchProcessor(PartitionState state, EntityMail mail, RequestProcessor requests) {
        this.state = state;
        this.mail = mail;
        this.requests = requests;
    }

    Decision complete(CompleteEntityBatch batch, long time) {
        EntityState entity = fitting(batch.getEntityId(), batch.getVersion());
        int count = Math.min(batch.getResultsCount(), batch.getTakenCount());
        List<Entry> done = entity == null
                ? List.of()
                : operations(entity, batch.getTakenList().subList(0, count));
        if (entity == null || done.isEmpty()) {
            return Decision.stale();
        }
        List<Event> events = new ArrayList<>();
        events.add(new Event.EntityChanged(
                entity.entityId(),
                new EntityChange.BatchApplied(
                        items(done),
                        batch.hasState() ? batch.getState().getValueBytes() : null,
                        firstAfter(entity, done),
                        time)));
        for (int i = 0; i < done.size(); i++) {
            answer(done.get(i), batch.getResults(i), time, events);
        }
        act(entity, batch.getActionsList(), time, events);
        return Decision.unasked(events);
    }

    Decision retry(RetryEntityBatch retry, long time) {
        EntityState entity = fitting(retry.getEntityId(), retry.getVersion());
        if (entity == null) {
            return Decision.stale();
        }
        if (retry.getCause() == RedeliveryCause.HOST_RESTARTED) {
            EntityChange atOnce = new EntityChange.AttemptFailed(entity.attempts(), 0);
            return Decision.unasked(List.of(new Event.EntityChanged(entity.entityId(), atOnce)));
        }
        int attempts = entity.attempts() + 1;
        if (attempts < ATTEMPTS_MAX) {
            boolean atOnce =
                    retry.getCause() != RedeliveryCause.ABANDONED && retry.getCause() != RedeliveryCause.TOO_LARGE;
            long backOff = BACK_OFF_MICROS << Math.min(attempts - 1, BACK_OFF_DOUBLINGS_MAX);
            EntityChange change = new EntityChange.AttemptFailed(attempts, atOnce ? 0 : time + backOff);
            return Decision.unasked(List.of(new Event.EntityChanged(entity.entityId(), change)));
        }
        List<Entry> given = operations(entity, retry.getTakenList());
        List<Event> events = new ArrayList<>();
        events.add(new Event.EntityChanged(
                entity.entityId(), new EntityChange.OperationsDropped(items(given), firstAfter(entity, given))));
        TaskFailureDetails failure = givenUp(entity, retry);
        OperationResult failed = OperationResult.newBuilder()
                .setFailure(OperationResultFailure.newBuilder().setFailureDetails(failure))
                .build();
        for (Entry entry : given) {
            answer(entry, failed, time, events);
        }
        if (!given.isEmpty()) {
            String first = operation(given.getFirst());
            events.add(new Event.WorkGivenUp(
                    entity.entityId(),
                    GivingUp.listed(GivenUpKind.GIVEN_UP_ENTITY_OPERATION, first, attempts, failure, time)
                            .setTimes(given.size())
                            .build()));
        }
        return Decision.unasked(events);
    }

    private static String operation(Entry entry) {
        HistoryEvent operation = entry.message().getOperation();
        return operation.hasEntityOperationCalled()
                ? operation.getEntityOperationCalled().getOperation()
                : operation.getEntityOperationSignaled().getOperation();
    }

    private static TaskFailureDetails givenUp(EntityState entity, RetryEntityBatch retry) {
        TaskFailureDetails.Builder failure = TaskFailureDetails.newBuilder()
                .setErrorType("dev.perdure.EntityOperationGivenUp")
                .setErrorMessage("Entity '" + entity.entityId() + "' was given to workers " + ATTEMPTS_MAX
                        + " times and none of them carried the operation out (the last time: "
                        + (retry.hasFailure()
                                ? retry.getFailure().getErrorMessage()
                                : retry.getCause().name())
                        + ").");
        if (retry.hasFailure()) {
            failure.setInnerFailure(retry.getFailure());
        }
        return failure.build();
    }

    private @Nullable EntityState fitting(String entityId, long version) {
        EntityState entity = state.entities().entity(entityId);
        return entity != null && entity.version() == version ? entity : null;
    }

    /** The operations of a batch; with an unchanged version they are all still in the queue. */
    private List<Entry> operations(EntityState entity, List<Long> sequences) {
        List<Entry> operations = new ArrayList<>(sequences.size());
        for (long sequence : sequences) {
            Entry entry = state.entities().entry(entity.entityId(), sequence);
            if (entry == null || !entry.message().hasOperation()) {
                return List.of();
            }
            operations.add(entry);
        }
        return operations;
    }

    private static List<EntityChange.Item> items(List<Entry> entries) {
        return entries.stream().map(Entry::item).toList();
    }

    /** Without a lock a batch is the head of the queue; with one, what others have sent stays before it. */
    private static long firstAfter(EntityState entity, List<Entry> done) {
        return entity.lock() == null && !done.isEmpty() ? done.getLast().sequence() + 1 : entity.firstSequence();
    }

    private void answer(Entry entry, OperationResult result, long time, List<Event> events) {
        HistoryEvent operation = entry.message().getOperation();
        if (!operation.hasEntityOperationCalled()) {
            return;
        }
        EntityOperationCalledEvent call = operation.getEntityOperationCalled();
        HistoryEvent.Builder answer = HistoryEvents.at(time);
        if (result.hasFailure()) {
            answer.setEntityOperationFailed(EntityOperationFailedEvent.newBuilder()
                    .setRequestId(call.getRequestId())
                    .setFailureDetails(result.getFailure().getFailureDetails()));
        } else {
            EntityOperationCompletedEvent.Builder completed =
                    EntityOperationCompletedEvent.newBuilder().setRequestId(call.getRequestId());
            if (result.getSuccess().hasResult()) {
                completed.setOutput(result.getSuccess().getResult());
            }
            answer.setEntityOperationCompleted(completed);
        }
        mail.toInstance(
                ToInstance.newBuilder()
                        .setInstanceId(call.getParentInstanceId().getValue())
                        .setExecutionId(call.getParentExecutionId().getValue())
                        .setEvent(answer)
                        .build(),
                events);
    }

    /** Actions that name something impossible are dropped: no operation can be held responsible for them. */
    private void act(EntityState entity, List<OperationAction> actions, long time, List<Event> events) {
        Set<String> started = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            String origin = entity.entityId() + '\n' + entity.version() + '\n' + i;
            switch (actions.get(i).getOperationActionTypeCase()) {
                case SENDSIGNAL -> signal(actions.get(i).getSendSignal(), origin, time, events);
                case STARTNEWORCHESTRATION ->
                    start(actions.get(i).getStartNewOrchestration(), origin, time, started, events);
                case OPERATIONACTIONTYPE_NOT_SET -> {}
            }
        }
    }

    private void signal(SendSignalAction action, String origin, long time, List<Event> events) {
        try {
            String target = EntityId.parse(action.getInstanceId()).toString();
            HistoryEvent signal = EntityMail.signal(
                    target,
                    derived(origin).toString(),
                    action.getName(),
                    action.hasInput() ? action.getInput() : null,
                    action.hasScheduledTime() ? HistoryEvents.micros(action.getScheduledTime()) : 0,
                    time);
            mail.toEntity(
                    target, EntityMessage.newBuilder().setOperation(signal).build(), time, events);
        } catch (InvalidInstanceIdException impossible) {
            return;
        }
    }

    private void start(
            StartNewOrchestrationAction action, String origin, long time, Set<String> started, List<Event> events) {
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(action.getInstanceId().isEmpty() ? hex(derived(origin)) : action.getInstanceId())
                .setExecutionId(hex(derived(origin + "\nexecution")))
                .setName(action.getName());
        if (action.hasVersion()) {
            start.setVersion(action.getVersion());
        }
        if (action.hasInput()) {
            start.setInput(action.getInput());
        }
        if (action.hasScheduledTime()) {
            start.setScheduledStart(HistoryEvents.micros(action.getScheduledTime()));
        }
        if (action.hasParentTraceContext()) {
            start.setTraceContext(action.getParentTraceContext());
        }
        try {
            InstanceId.requireValid(start.getInstanceId());
        } catch (InvalidInstanceIdException impossible) {
            return;
        }
        // A second one of the same id in one batch finds the first alive.
        if (started.add(start.getInstanceId())) {
            mail.start(start.build(), events, requests, time);
        }
    }

    /** An id that is a function of what asked for it, in the form that workers expect. */
    private static UUID derived(String origin) {
        return UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }
}
