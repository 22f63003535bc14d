package dev.perdure.sdk;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityLockGrantedEvent;
import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationCompletedEvent;
import dev.perdure.core.protocol.EntityOperationFailedEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationAction;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.core.protocol.WorkItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entities of a {@link FakeHost}, without scheduled times. Used by the test's thread alone. */
final class FakeEntities {

    /** An operation, or a request for a lock. */
    private record Message(
            String sender,
            String execution,
            @Nullable HistoryEvent operation,
            @Nullable EntityLockRequestedEvent lock) {}

    private static final class FakeEntity {
        final String id;
        final List<Message> queue = new ArrayList<>();

        @Nullable
        StringValue state;
        /** Who holds the lock, and for which critical section. */
        @Nullable
        String owner;

        String section = "";

        FakeEntity(String id) {
            this.id = id;
        }

        boolean isReady() {
            return !queue.isEmpty() && (owner == null || queue.stream().anyMatch(this::isOwners));
        }

        private boolean isOwners(Message message) {
            return message.sender.equals(owner) && message.operation != null;
        }

        /** Takes what is next out of the queue: one request for a lock, or some operations. */
        List<Message> next() {
            List<Message> next = new ArrayList<>();
            Iterator<Message> all = queue.iterator();
            while (all.hasNext()) {
                Message message = all.next();
                if (owner != null ? isOwners(message) : next.isEmpty() || message.lock == null) {
                    next.add(message);
                    all.remove();
                }
                if (owner == null && message.lock != null) {
                    break;
                }
            }
            return next;
        }
    }

    private final FakeHost host;
    private final FakeLink link;
    private final Map<String, FakeEntity> entities = new TreeMap<>();
    private int tokens;

    FakeEntities(FakeHost host, FakeLink link) {
        this.host = host;
        this.link = link;
    }

    /** What an orchestrator sends. */
    void take(FakeInstance from, SendEntityMessageAction action, HistoryEvent.Builder confirmation) {
        switch (action.getEntityMessageTypeCase()) {
            case ENTITYOPERATIONCALLED -> {
                EntityOperationCalledEvent call = action.getEntityOperationCalled();
                confirmation.setEntityOperationCalled(call);
                String target = call.getTargetInstanceId().getValue();
                send(target, from, HistoryEvent.newBuilder().setEntityOperationCalled(call));
            }
            case ENTITYOPERATIONSIGNALED -> {
                EntityOperationSignaledEvent signal = action.getEntityOperationSignaled();
                confirmation.setEntityOperationSignaled(signal);
                send(
                        signal.getTargetInstanceId().getValue(),
                        from,
                        HistoryEvent.newBuilder().setEntityOperationSignaled(signal));
            }
            case ENTITYLOCKREQUESTED -> {
                EntityLockRequestedEvent request = action.getEntityLockRequested();
                confirmation.setEntityLockRequested(request);
                entity(request.getLockSet(0)).queue.add(new Message(from.id, from.executionId, null, request));
            }
            case ENTITYUNLOCKSENT -> {
                EntityUnlockSentEvent unlock = action.getEntityUnlockSent();
                confirmation.setEntityUnlockSent(unlock);
                FakeEntity entity = entity(unlock.getTargetInstanceId().getValue());
                if (entity.owner != null && entity.section.equals(unlock.getCriticalSectionId())) {
                    entity.owner = null;
                }
            }
            case ENTITYMESSAGETYPE_NOT_SET -> throw new AssertionError(action);
        }
    }

    /** Whatever an instance holds is free again. */
    void ended(FakeInstance instance) {
        for (FakeEntity entity : entities.values()) {
            entity.queue.removeIf(m -> m.lock != null && m.sender.equals(instance.id));
            if (instance.id.equals(entity.owner)) {
                entity.owner = null;
            }
        }
    }

    List<String> ready() {
        return entities.values().stream()
                .filter(FakeEntity::isReady)
                .map(e -> e.id)
                .toList();
    }

    void step(String id) {
        FakeEntity entity = entity(id);
        List<Message> next = entity.next();
        EntityLockRequestedEvent lock = next.getFirst().lock;
        if (lock != null) {
            lock(entity, next.getFirst(), lock);
        } else {
            operate(entity, next);
        }
    }

    private void lock(FakeEntity entity, Message message, EntityLockRequestedEvent request) {
        entity.owner = message.sender;
        entity.section = request.getCriticalSectionId();
        int position = request.getLockSetList().indexOf(entity.id) + 1;
        if (position < request.getLockSetCount()) {
            entity(request.getLockSet(position)).queue.add(message);
        } else {
            host.answer(
                    message.sender,
                    message.execution,
                    HistoryEvent.newBuilder()
                            .setEntityLockGranted(
                                    EntityLockGrantedEvent.newBuilder().setCriticalSectionId(entity.section)));
        }
    }

    private void operate(FakeEntity entity, List<Message> batch) {
        EntityRequest.Builder request = EntityRequest.newBuilder().setInstanceId(entity.id);
        if (entity.state != null) {
            request.setEntityState(entity.state);
        }
        batch.forEach(m -> {
            if (m.operation != null) {
                request.addOperationRequests(m.operation);
            }
        });
        EntityBatchResult result = null;
        while (result == null) {
            result = link.entity(WorkItem.newBuilder()
                    .setEntityRequestV2(request)
                    .setCompletionToken("e" + tokens++)
                    .build());
        }
        entity.state = result.hasEntityState() ? result.getEntityState() : null;
        for (int i = 0; i < batch.size(); i++) {
            HistoryEvent operation = batch.get(i).operation;
            if (operation != null && operation.hasEntityOperationCalled()) {
                String requestId = operation.getEntityOperationCalled().getRequestId();
                host.answer(batch.get(i).sender, batch.get(i).execution, answer(requestId, result.getResults(i)));
            }
        }
        for (OperationAction action : result.getActionsList()) {
            if (action.hasSendSignal()) {
                EntityOperationSignaledEvent.Builder signal = EntityOperationSignaledEvent.newBuilder()
                        .setOperation(action.getSendSignal().getName());
                if (action.getSendSignal().hasInput()) {
                    signal.setInput(action.getSendSignal().getInput());
                }
                HistoryEvent operation = HistoryEvent.newBuilder()
                        .setEntityOperationSignaled(signal)
                        .build();
                entity(action.getSendSignal().getInstanceId()).queue.add(new Message(entity.id, "", operation, null));
            } else {
                host.start(
                        action.getStartNewOrchestration().getInstanceId(),
                        action.getStartNewOrchestration().getName(),
                        action.getStartNewOrchestration().getInput().getValue());
            }
        }
    }

    private static HistoryEvent.Builder answer(String requestId, OperationResult result) {
        if (result.hasFailure()) {
            return HistoryEvent.newBuilder()
                    .setEntityOperationFailed(EntityOperationFailedEvent.newBuilder()
                            .setRequestId(requestId)
                            .setFailureDetails(result.getFailure().getFailureDetails()));
        }
        EntityOperationCompletedEvent.Builder completed =
                EntityOperationCompletedEvent.newBuilder().setRequestId(requestId);
        if (result.getSuccess().hasResult()) {
            completed.setOutput(result.getSuccess().getResult());
        }
        return HistoryEvent.newBuilder().setEntityOperationCompleted(completed);
    }

    private void send(String target, FakeInstance from, HistoryEvent.Builder operation) {
        entity(target).queue.add(new Message(from.id, from.executionId, operation.build(), null));
    }

    private FakeEntity entity(String id) {
        return entities.computeIfAbsent(id, FakeEntity::new);
    }

    /** The state of an entity as payload text; null for none. */
    @Nullable
    String state(String id) {
        StringValue state = entity(id).state;
        return state == null ? null : state.getValue();
    }

    String account() {
        StringBuilder text = new StringBuilder();
        entities.values()
                .forEach(e -> text.append(e.id)
                        .append(' ')
                        .append(state(e.id))
                        .append(' ')
                        .append(e.owner)
                        .append('\n'));
        return text.toString();
    }
}
