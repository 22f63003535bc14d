package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.core.protocol.EntityLockGrantedEvent;
import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.engine.record.CriticalSectionRecord;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.LockRelease;
import dev.perdure.engine.record.LockRequest;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one turn of an orchestrator asks of entities. Confined to the processing of that turn; changes nothing. */
final class EntityMessages {

    /** Entities of one critical section. Part of the meaning of a log, so not a setting. */
    static final int LOCK_SET_MAX = 100;

    /** Critical sections one instance may have open. Part of the meaning of a log, so not a setting. */
    static final int SECTIONS_MAX = 100;

    private static final Comparator<String> BYTE_ORDER =
            Comparator.comparing(id -> id.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final EntityMail mail;
    private final InstanceState instance;
    private final long time;
    private final List<Outgoing> outgoing = new ArrayList<>();
    private final Map<String, CriticalSectionRecord> changed = new TreeMap<>();

    /**
     * One thing that leaves.
     *
     * @param requested the critical section that it asks for, or null
     */
    private record Outgoing(@Nullable String requested, List<Event> events) {}

    EntityMessages(EntityMail mail, InstanceState instance, long time) {
        this.mail = mail;
        this.instance = instance;
        this.time = time;
    }

    /** Why these actions cannot be carried out, as a sentence for the orchestration's failure; or null. */
    static @Nullable String refusal(List<SendEntityMessageAction> actions, InstanceState instance) {
        int sections = instance.criticalSections().size();
        for (SendEntityMessageAction action : actions) {
            try {
                switch (action.getEntityMessageTypeCase()) {
                    case ENTITYOPERATIONSIGNALED ->
                        EntityId.parse(action.getEntityOperationSignaled()
                                .getTargetInstanceId()
                                .getValue());
                    case ENTITYOPERATIONCALLED ->
                        EntityId.parse(action.getEntityOperationCalled()
                                .getTargetInstanceId()
                                .getValue());
                    case ENTITYLOCKREQUESTED -> {
                        List<String> lockSet = action.getEntityLockRequested().getLockSetList();
                        lockSet.forEach(EntityId::parse);
                        if (lockSet.size() > LOCK_SET_MAX || ++sections > SECTIONS_MAX) {
                            return "A critical section has at most " + LOCK_SET_MAX
                                    + " entities, and an instance at most " + SECTIONS_MAX + " critical sections open.";
                        }
                    }
                    case ENTITYUNLOCKSENT -> {}
                    case ENTITYMESSAGETYPE_NOT_SET -> {
                        return "The orchestrator sent an entity message this host does not know.";
                    }
                }
            } catch (InvalidInstanceIdException e) {
                return "The orchestrator spoke to an entity that cannot exist. " + e.getMessage();
            }
        }
        return null;
    }

    /** Takes one action and returns the history event that confirms it. */
    HistoryEvent take(SendEntityMessageAction action, HistoryEvent.Builder confirmation) {
        return switch (action.getEntityMessageTypeCase()) {
            case ENTITYOPERATIONSIGNALED -> signal(action.getEntityOperationSignaled(), confirmation);
            case ENTITYOPERATIONCALLED -> call(action.getEntityOperationCalled(), confirmation);
            case ENTITYLOCKREQUESTED -> lock(action.getEntityLockRequested(), confirmation);
            case ENTITYUNLOCKSENT -> unlock(action.getEntityUnlockSent(), confirmation);
            case ENTITYMESSAGETYPE_NOT_SET -> throw new IllegalStateException("refused before");
        };
    }

    /** What goes out, in the order of the actions. An instance that ends with this turn asks for no locks any more. */
    List<Event> messages(boolean ends) {
        List<Event> events = new ArrayList<>();
        for (Outgoing out : outgoing) {
            if (out.requested() == null || !ends) {
                events.addAll(out.events());
            }
        }
        return events;
    }

    /** What the instance's record is to say of its critical sections; to be applied before the instance ends. */
    List<Event> sections() {
        List<Event> events = new ArrayList<>();
        changed.values()
                .forEach(section -> events.add(new Event.CriticalSectionChanged(instance.instanceId(), section)));
        return events;
    }

    private HistoryEvent signal(EntityOperationSignaledEvent signal, HistoryEvent.Builder confirmation) {
        HistoryEvent operation =
                HistoryEvents.at(time).setEntityOperationSignaled(signal).build();
        send(signal.getTargetInstanceId().getValue(), operation);
        return confirmation.setEntityOperationSignaled(signal).build();
    }

    private HistoryEvent call(EntityOperationCalledEvent call, HistoryEvent.Builder confirmation) {
        // The answer goes to the caller, whatever the action says: nobody may make others get answers.
        EntityOperationCalledEvent.Builder own = call.toBuilder()
                .setParentInstanceId(StringValue.of(instance.instanceId()))
                .setParentExecutionId(StringValue.of(instance.executionId()));
        send(
                call.getTargetInstanceId().getValue(),
                HistoryEvents.at(time).setEntityOperationCalled(own).build());
        return confirmation.setEntityOperationCalled(own).build();
    }

    private void send(String target, HistoryEvent operation) {
        EntityMessage message = EntityMessage.newBuilder()
                .setOperation(operation)
                .setSender(instance.instanceId())
                .build();
        List<Event> events = new ArrayList<>();
        mail.toEntity(EntityId.parse(target).toString(), message, time, events);
        outgoing.add(new Outgoing(null, events));
    }

    private HistoryEvent lock(EntityLockRequestedEvent requested, HistoryEvent.Builder confirmation) {
        String section = requested.getCriticalSectionId();
        TreeSet<String> lockSet = new TreeSet<>(BYTE_ORDER);
        requested.getLockSetList().forEach(id -> lockSet.add(EntityId.parse(id).toString()));
        if (section(section) == null) {
            List<Event> request = new ArrayList<>();
            if (lockSet.isEmpty()) {
                request.add(new Event.InboxAppended(instance.instanceId(), granted(section, time)));
            } else {
                changed.put(
                        section,
                        CriticalSectionRecord.newBuilder()
                                .setCriticalSectionId(section)
                                .addAllLockSet(lockSet)
                                .build());
                LockRequest first = LockRequest.newBuilder()
                        .setOwnerInstance(instance.instanceId())
                        .setOwnerExecution(instance.executionId())
                        .setCriticalSectionId(section)
                        .addAllLockSet(lockSet)
                        .build();
                mail.toEntity(lockSet.first(), message(first), time, request);
            }
            outgoing.add(new Outgoing(section, request));
        }
        return confirmation
                .setEntityLockRequested(
                        requested.toBuilder().setParentInstanceId(StringValue.of(instance.instanceId())))
                .build();
    }

    static EntityMessage message(LockRequest request) {
        return EntityMessage.newBuilder()
                .setLockRequest(request)
                .setSender(request.getOwnerInstance())
                .build();
    }

    static HistoryEvent granted(String section, long time) {
        return HistoryEvents.at(time)
                .setEntityLockGranted(EntityLockGrantedEvent.newBuilder().setCriticalSectionId(section))
                .build();
    }

    private HistoryEvent unlock(EntityUnlockSentEvent unlock, HistoryEvent.Builder confirmation) {
        CriticalSectionRecord section = section(unlock.getCriticalSectionId());
        if (section != null) {
            release(section, unlock.getTargetInstanceId().getValue());
        }
        return confirmation
                .setEntityUnlockSent(unlock.toBuilder().setParentInstanceId(StringValue.of(instance.instanceId())))
                .build();
    }

    private void release(CriticalSectionRecord section, String target) {
        String id = section.getCriticalSectionId();
        CriticalSectionRecord.Builder left = section.toBuilder().clearLockSet();
        if (section.getGranted()) {
            section.getLockSetList().stream()
                    .filter(held -> !isSame(held, target))
                    .forEach(left::addLockSet);
        }
        LockRelease.Builder release =
                LockRelease.newBuilder().setOwnerInstance(instance.instanceId()).setCriticalSectionId(id);
        // Of a section not entered yet one lock cannot be given up alone: the request is given up with all of them.
        section.getLockSetList().stream()
                .filter(held -> !left.getLockSetList().contains(held))
                .forEach(release::addLockSet);
        changed.put(id, left.build());
        if (!outgoing.removeIf(out -> id.equals(out.requested()))) {
            List<Event> events = new ArrayList<>();
            mail.release(release.build(), time, events);
            outgoing.add(new Outgoing(null, events));
        }
    }

    private static boolean isSame(String held, String target) {
        return target.isEmpty()
                || (EntityId.isEntity(target)
                        && EntityId.parse(target).toString().equals(held));
    }

    private @Nullable CriticalSectionRecord section(String id) {
        CriticalSectionRecord section = changed.get(id);
        if (section == null) {
            section = instance.criticalSections().get(id);
        }
        return section == null || section.getLockSetCount() == 0 ? null : section;
    }
}
