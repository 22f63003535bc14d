package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Outcome.Reason;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.KeyRecord;
import dev.perdure.engine.record.PurgeEnded;
import dev.perdure.engine.record.PurgeInstance;
import dev.perdure.engine.record.RaiseEvent;
import dev.perdure.engine.record.ResumeInstance;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.record.SuspendInstance;
import dev.perdure.engine.record.TerminateInstance;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meaning of the requests of clients. Confined to its partition; changes nothing. */
final class RequestProcessor {

    /** Events that may wait in the inbox of one instance before those of clients are refused. Part of the meaning of a log, so not a setting. */
    static final int INBOX_MAX = 10_000;

    /** Their encoded size, beyond which no more of clients is taken; the last one may exceed it. Not a setting either. */
    static final long INBOX_BYTES_MAX = 64L << 20;

    /** Keys remembered in one partition; beyond, those that would expire first are forgotten. Not a setting either. */
    static final int KEYS_MAX = 1_000_000;

    /** Keys remembered of one instance, so that a noisy one does not push out those of others. Not a setting either. */
    static final int INSTANCE_KEYS_MAX = 10_000;

    /** How many of them are forgotten together when there is no room: finding them costs a look at all of them. */
    static final int INSTANCE_KEYS_FORGOTTEN = 1_000;

    private static final String REPLACED = "Replaced by a new instance with the same id.";

    private final PartitionState state;
    private final Descendants descendants;

    RequestProcessor(PartitionState state) {
        this.state = state;
        this.descendants = new Descendants(state);
    }

    Decision start(StartInstance start, long time) {
        return keyed(start.getInstanceId(), start.hasKey() ? start.getKey() : null, time, () -> {
            String id = start.getInstanceId();
            InstanceState existing = state.instance(id);
            if (existing != null && !mayReplace(start, existing.status())) {
                return start.getIdReuse().getAttach()
                        ? new Decision(List.of(), new Outcome.Done(id, existing.executionId(), 0))
                        : alreadyExists(existing);
            }
            List<Event> events = new ArrayList<>();
            int ordinal = 1;
            if (existing != null) {
                ordinal = existing.executionOrdinal() + 1;
                if (!existing.status().isTerminal()) {
                    events.addAll(descendants.end(
                            existing, new Descendants.Ending(StringValue.of(REPLACED), false, false), time));
                }
                events.add(new Event.InstanceRemoved(id));
            }
            events.add(new Event.InstanceCreated(
                    id,
                    start.getExecutionId(),
                    ordinal,
                    start.getName(),
                    start.hasVersion() ? start.getVersion().getValue() : null,
                    start.hasInput() ? start.getInput().getValue() : null,
                    time,
                    start.getScheduledStart(),
                    start.getTagsMap(),
                    start.hasTraceContext() ? start.getTraceContext() : null));
            events.add(new Event.InboxAppended(id, HistoryEvents.executionStarted(start, time)));
            if (start.getScheduledStart() > time) {
                events.add(new Event.TimerArmed(id, Event.TimerArmed.SCHEDULED_START, start.getScheduledStart()));
            }
            return new Decision(events, new Outcome.Done(id, start.getExecutionId(), 1));
        });
    }

    Decision raiseEvent(RaiseEvent raise, long time) {
        String id = raise.getInstanceId();
        return keyed(id, raise.hasKey() ? raise.getKey() : null, time, () -> {
            InstanceState instance = state.instance(id);
            if (instance == null) {
                return notFound(id);
            }
            if (instance.status().isTerminal()) {
                return finished(instance);
            }
            if (instance.inboxSize() >= INBOX_MAX || instance.inboxBytes() >= INBOX_BYTES_MAX) {
                return Decision.rejected(
                        Reason.OVERLOADED,
                        "Instance '" + id + "' has " + instance.inboxSize() + " events of together "
                                + instance.inboxBytes() + " bytes waiting; the limits are " + INBOX_MAX + " events and "
                                + INBOX_BYTES_MAX + " bytes. Try again when it has worked some off.");
            }
            HistoryEvent event =
                    HistoryEvents.eventRaised(raise.getName(), raise.hasInput() ? raise.getInput() : null, time);
            return new Decision(
                    List.of(new Event.InboxAppended(id, event)), new Outcome.Done(id, instance.executionId(), 1));
        });
    }

    Decision terminate(TerminateInstance terminate, long time) {
        String id = terminate.getInstanceId();
        return keyed(id, terminate.hasKey() ? terminate.getKey() : null, time, () -> {
            InstanceState instance = state.instance(id);
            if (instance == null) {
                return notFound(id);
            }
            if (instance.status().isTerminal()) {
                return finished(instance);
            }
            StringValue reason = terminate.hasReason() ? terminate.getReason() : null;
            List<Event> events = descendants.end(
                    instance, new Descendants.Ending(reason, terminate.getRecursive(), terminate.getCancel()), time);
            return new Decision(events, new Outcome.Done(id, instance.executionId(), 1));
        });
    }

    /** Holds an instance: no turn is handed out, and what arrives waits. Results of running activities wait too. */
    Decision suspend(SuspendInstance suspend, long time) {
        String id = suspend.getInstanceId();
        return keyed(id, suspend.hasKey() ? suspend.getKey() : null, time, () -> {
            InstanceState instance = state.instance(id);
            if (instance == null) {
                return notFound(id);
            }
            if (instance.status().isTerminal()) {
                return finished(instance);
            }
            if (instance.status() == RuntimeStatus.SUSPENDED) {
                return Decision.rejected(
                        Reason.WRONG_STATE, "Instance '" + id + "' is suspended already. Nothing is to be done.");
            }
            HistoryEvent event =
                    HistoryEvents.executionSuspended(suspend.hasReason() ? suspend.getReason() : null, time);
            return changed(instance, event, RuntimeStatus.SUSPENDED, time);
        });
    }

    /** Lets a suspended instance go on, with what has arrived meanwhile, in order. */
    Decision resume(ResumeInstance resume, long time) {
        String id = resume.getInstanceId();
        return keyed(id, resume.hasKey() ? resume.getKey() : null, time, () -> {
            InstanceState instance = state.instance(id);
            if (instance == null) {
                return notFound(id);
            }
            if (instance.status().isTerminal()) {
                return finished(instance);
            }
            if (instance.status() != RuntimeStatus.SUSPENDED) {
                return Decision.rejected(
                        Reason.WRONG_STATE,
                        "Instance '" + id + "' is not suspended: it is "
                                + instance.status().wireName() + ". Nothing is to be done.");
            }
            RuntimeStatus to = instance.position() == 0 ? RuntimeStatus.PENDING : RuntimeStatus.RUNNING;
            HistoryEvent event = HistoryEvents.executionResumed(resume.hasReason() ? resume.getReason() : null, time);
            return changed(instance, event, to, time);
        });
    }

    private static Decision changed(InstanceState instance, HistoryEvent event, RuntimeStatus to, long time) {
        String id = instance.instanceId();
        return new Decision(
                List.of(new Event.StatusChanged(id, to, time), new Event.InboxAppended(id, event)),
                new Outcome.Done(id, instance.executionId(), 1));
    }

    /** Removes those of the instances named that have ended and still fit what the asker looked for. */
    Decision purgeEnded(PurgeEnded purge) {
        List<Event> events = new ArrayList<>();
        for (String id : new LinkedHashSet<>(purge.getInstanceIdsList())) {
            InstanceState instance = state.instance(id);
            if (instance != null
                    && instance.status().isTerminal()
                    && (purge.getStatusesCount() == 0
                            || purge.getStatusesList()
                                    .contains(instance.status().protocol()))
                    && within(instance.created(), purge.getCreatedFrom(), purge.getCreatedTo())
                    && within(instance.completed(), purge.getCompletedFrom(), purge.getCompletedTo())) {
                events.add(new Event.InstanceRemoved(id));
            }
        }
        return new Decision(events, new Outcome.Done("", "", events.size()));
    }

    private static boolean within(long time, long from, long to) {
        return time >= from && (to == 0 || time <= to);
    }

    Decision purge(PurgeInstance purge, long time) {
        String id = purge.getInstanceId();
        return keyed(id, purge.hasKey() ? purge.getKey() : null, time, () -> {
            InstanceState instance = state.instance(id);
            if (instance == null) {
                return new Decision(List.of(), new Outcome.Done(id, "", 0));
            }
            if (purge.getOnlyEnded() && !instance.status().isTerminal()) {
                return Decision.rejected(
                        Reason.WRONG_STATE,
                        "The instance '" + id + "' has not ended; it is "
                                + instance.status().wireName() + ". Nothing was removed.");
            }
            return new Decision(
                    descendants.purge(instance, purge.getRecursive(), time),
                    new Outcome.Done(id, instance.executionId(), 1));
        });
    }

    /** The request itself, without its key. */
    @FunctionalInterface
    interface Request {
        Decision decide();
    }

    /** The first answer if the key was used before, else the decision and the memory of it. */
    Decision keyed(String instanceId, @Nullable Key key, long time, Request request) {
        if (key == null) {
            return request.decide();
        }
        KeyRecord remembered = state.key(instanceId, key.getValue());
        if (remembered != null && remembered.getExpires() > time) {
            return repeated(instanceId, key, remembered);
        }
        Decision decision = request.decide();
        if (decision.outcome() instanceof Outcome.Rejected r && r.reason() == Reason.OVERLOADED) {
            return decision;
        }
        List<Event> events = new ArrayList<>();
        if (remembered != null) {
            events.add(new Event.KeyForgotten(instanceId, key.getValue(), remembered.getExpires()));
        }
        events.addAll(decision.events());
        if (remembered == null) {
            events.addAll(roomForKey(instanceId));
        }
        events.add(new Event.KeyRemembered(instanceId, key.getValue(), answer(instanceId, key, decision.outcome())));
        return new Decision(events, decision.outcome());
    }

    /** What is forgotten so that one more key of this instance can be remembered: the ones that would expire first. */
    private List<Event.KeyForgotten> roomForKey(String instanceId) {
        // The first look spares the second one: no instance has more keys than all together.
        if (state.keys() >= INSTANCE_KEYS_MAX && state.keysOf(instanceId) >= INSTANCE_KEYS_MAX) {
            return state.firstKeysOf(instanceId, INSTANCE_KEYS_FORGOTTEN);
        }
        return state.keys() >= KEYS_MAX ? state.keysExpired(Long.MAX_VALUE - 1, 1) : List.of();
    }

    private static Decision repeated(String instanceId, Key key, KeyRecord remembered) {
        if (remembered.getBodyHash() != key.getBodyHash()) {
            return Decision.rejected(
                    Reason.KEY_REUSED,
                    "The idempotency key '" + key.getValue() + "' was used before with another request about instance '"
                            + instanceId + "'. Use a new key for a new request.");
        }
        Outcome outcome = remembered.getDone()
                ? new Outcome.Done(
                        remembered.getInstanceId().isEmpty() ? instanceId : remembered.getInstanceId(),
                        remembered.getExecutionId(),
                        remembered.getCount())
                : new Outcome.Rejected(Reason.valueOf(remembered.getReason()), remembered.getMessage());
        return new Decision(List.of(), outcome);
    }

    private static KeyRecord answer(String instanceId, Key key, Outcome outcome) {
        KeyRecord.Builder record =
                KeyRecord.newBuilder().setBodyHash(key.getBodyHash()).setExpires(key.getExpires());
        switch (outcome) {
            case Outcome.Done done ->
                record.setDone(true)
                        .setExecutionId(done.executionId())
                        .setCount(done.count())
                        .setInstanceId(done.instanceId().equals(instanceId) ? "" : done.instanceId());
            case Outcome.Rejected rejected ->
                record.setReason(rejected.reason().name()).setMessage(rejected.message());
        }
        return record.build();
    }

    private static boolean mayReplace(StartInstance start, RuntimeStatus status) {
        return start.hasIdReuse()
                ? start.getIdReuse().getReplaceableList().contains(status.protocol())
                : status.isTerminal();
    }

    private static Decision alreadyExists(InstanceState existing) {
        return Decision.rejected(
                Reason.ALREADY_EXISTS,
                "An instance with id '" + existing.instanceId() + "' already exists and is "
                        + existing.status().wireName()
                        + ". Use another id, or "
                        + (existing.status().isTerminal() ? "purge" : "terminate") + " it first.");
    }

    static Decision notFound(String id) {
        return Decision.rejected(Reason.NOT_FOUND, "There is no instance with id '" + id + "'.");
    }

    static Decision finished(InstanceState instance) {
        return Decision.rejected(
                Reason.FINISHED,
                "Instance '" + instance.instanceId() + "' has ended: it is "
                        + instance.status().wireName() + ".");
    }
}
