package dev.perdure.simulator.check;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.state.PayloadKind;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows everything that becomes durable, write by write, and checks that each step is one that may happen. Keeps its
 * own picture of the store. Confined to one thread.
 */
public final class StoreWatcher {

    private final Known known;
    private final EntityWatcher entities;
    private final Map<String, InstanceMirror> instances = new TreeMap<>();
    private final Set<String> touched = new LinkedHashSet<>();
    /** By execution id: the first execution of the instance it goes on from. */
    private final Map<String, String> roots = new HashMap<>();
    /** By nonce of a start: the execution it led to. */
    private final Map<String, String> startedBy = new HashMap<>();

    private final Map<String, Long> seenEvents = new HashMap<>();
    /** By execution and task: the highest delivery that was ever durable. */
    private final Map<String, Integer> deliveries = new HashMap<>();

    private final Set<String> keys = new HashSet<>();
    private final Collector collectors;

    /** Judges the output of an instance that has completed. */
    @FunctionalInterface
    public interface Collector {
        void completed(String instanceId, String executionId, String name, String output);
    }

    public StoreWatcher(Known known, Collector collectors) {
        this.known = known;
        this.collectors = collectors;
        this.entities = new EntityWatcher(known);
    }

    public EntityWatcher entities() {
        return entities;
    }

    /** Whether this execution was ever durable. */
    public boolean hasSeenExecution(String executionId) {
        return roots.containsKey(executionId);
    }

    /** The first execution of the instance that this one goes on from; itself, if that is not known. */
    public String rootOf(String executionId) {
        return roots.getOrDefault(executionId, executionId);
    }

    /** Whether an external event was ever durable. */
    public boolean hasSeenEvent(String eventId) {
        return seenEvents.containsKey(eventId);
    }

    /** Whether an idempotency key is durable now. */
    public boolean hasKey(int partition, String instanceId, String key) {
        HexFormat hex = HexFormat.of();
        return keys.contains(hex.formatHex(Keys.instance(partition, instanceId))
                + hex.formatHex(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** The highest delivery of an activity that was ever durable; 0 for none. */
    public int deliveryOf(String executionId, int taskId) {
        return deliveries.getOrDefault(executionId + "/" + taskId, 0);
    }

    /** The status of an instance; null if there is none. */
    public @Nullable RuntimeStatus status(String instanceId) {
        InstanceMirror mirror = instances.get(instanceId);
        return mirror == null || mirror.record == null ? null : mirror.status();
    }

    /** The execution of an instance; empty if there is none. */
    public String executionOf(String instanceId) {
        InstanceMirror mirror = instances.get(instanceId);
        InstanceRecord record = mirror == null ? null : mirror.record;
        return record == null ? "" : record.getExecutionId();
    }

    /** The orchestrator of an instance; empty if there is none. */
    public String nameOf(String instanceId) {
        InstanceMirror mirror = instances.get(instanceId);
        InstanceRecord record = mirror == null ? null : mirror.record;
        return record == null ? "" : record.getName();
    }

    /** The ids of all instances there are. */
    public Collection<String> ids() {
        return instances.values().stream()
                .filter(mirror -> mirror.record != null)
                .map(mirror -> mirror.instanceId)
                .toList();
    }

    /** The durable history of an instance, oldest event first. */
    public List<HistoryEvent> historyOf(String instanceId) {
        InstanceMirror mirror = instances.get(instanceId);
        Execution execution = mirror == null ? null : mirror.execution;
        return execution == null ? List.of() : List.copyOf(execution.history());
    }

    /** Whether the history of an instance was made anew by a rewind. */
    public boolean isRewound(String instanceId) {
        InstanceMirror mirror = instances.get(instanceId);
        Execution execution = mirror == null ? null : mirror.execution;
        return execution != null && execution.isRewound();
    }

    /** Takes in what one write has made durable. */
    public void durable(List<Mutation> mutations) {
        touched.clear();
        Map<String, byte[]> outputs = new LinkedHashMap<>();
        for (Mutation mutation : mutations) {
            switch (mutation.family()) {
                case INSTANCE -> instance(mutation);
                case HISTORY -> history(mutation);
                case INBOX -> inbox(mutation);
                case PAYLOAD -> {
                    byte[] value = mutation.value();
                    String id = Keys.instanceIdOf(mutation.key());
                    byte[] output = Keys.payload(Keys.partitionOf(mutation.key()), id, PayloadKind.OUTPUT);
                    if (value != null && Arrays.equals(mutation.key(), output)) {
                        outputs.put(id, value);
                    } else if (value != null) {
                        Failures.check(id, value);
                    }
                }
                case KEY -> {
                    String key = HexFormat.of().formatHex(mutation.key());
                    if (mutation.value() == null) {
                        keys.remove(key);
                    } else {
                        keys.add(key);
                    }
                }
                case ACTIVITY -> activity(mutation.value());
                case ENTITY, ENTITY_STATE, ENTITY_QUEUE -> entities.take(mutation);
                default -> {}
            }
        }
        for (String id : touched) {
            settle(mirror(id), outputs.get(id));
        }
        entities.settle();
    }

    private InstanceMirror mirror(String id) {
        return instances.computeIfAbsent(id, InstanceMirror::new);
    }

    private void instance(Mutation mutation) {
        String id = Keys.instanceIdOf(mutation.key());
        InstanceMirror mirror = mirror(id);
        touched.add(id);
        InstanceRecord before = mirror.record;
        byte[] value = mutation.value();
        if (value == null) {
            if (before != null) {
                removed(id, RuntimeStatus.of(before.getStatus()));
            }
            mirror.record = null;
            mirror.execution = null;
            return;
        }
        InstanceRecord record = parsed(() -> InstanceRecord.parseFrom(value));
        if (before != null) {
            changed(id, before, record);
        }
        mirror.record = record;
        Execution execution = mirror.execution;
        if (execution == null || !execution.executionId().equals(record.getExecutionId())) {
            Lineage lineage = before == null ? null : Lineage.between(before.getExecutionId(), record.getExecutionId());
            mirror.execution = new Execution(id, record.getExecutionId(), known, lineage != null && lineage.rewound());
            roots.put(
                    record.getExecutionId(),
                    before != null && lineage != null ? rootOf(before.getExecutionId()) : record.getExecutionId());
        }
    }

    private void activity(byte @Nullable [] value) {
        if (value != null) {
            ActivityRecord record = parsed(() -> ActivityRecord.parseFrom(value));
            String task = record.getRequest()
                            .getOrchestrationInstance()
                            .getExecutionId()
                            .getValue()
                    + "/" + record.getRequest().getTaskId();
            deliveries.merge(task, record.getDelivery(), Math::max);
        }
    }

    private void removed(String id, RuntimeStatus status) {
        boolean allowed = known.purgeAsked(id)
                || (known.purgeOfManyAsked() && (status.isTerminal() || known.mayJustHaveEnded(id)));
        if (!allowed) {
            throw new Violation(
                    Invariant.PURGE_CLEAN,
                    id,
                    "Instance " + id + ", " + status + ", was removed; nobody asked for that.");
        }
    }

    private void changed(String id, InstanceRecord before, InstanceRecord after) {
        RuntimeStatus from = RuntimeStatus.of(before.getStatus());
        RuntimeStatus to = RuntimeStatus.of(after.getStatus());
        boolean sameExecution = before.getExecutionId().equals(after.getExecutionId());
        if (from.isTerminal() && sameExecution && from != to) {
            throw new Violation(
                    Invariant.ONE_TERMINAL_STATE,
                    id,
                    "Instance " + id + " had ended as " + from + " and is " + to + ".");
        }
        if (from.isTerminal()
                && !sameExecution
                && !known.rewindAsked(id)
                && !known.replacementAsked(id)
                // Removed and started anew in one batch.
                && !known.purgeAsked(id)
                && !known.purgeOfManyAsked()) {
            throw new Violation(
                    Invariant.ONE_TERMINAL_STATE,
                    id,
                    "Instance " + id + " had ended as " + from + " and has a new execution nobody asked for.");
        }
    }

    private void history(Mutation mutation) {
        String id = Keys.instanceIdOf(mutation.key());
        InstanceMirror mirror = mirror(id);
        touched.add(id);
        byte[] value = mutation.value();
        ByteBuffer key = ByteBuffer.wrap(mutation.key());
        long first = key.getLong(mutation.key().length - Long.BYTES);
        int ordinal = key.getInt(mutation.key().length - Long.BYTES - Integer.BYTES);
        if (value == null) {
            mirror.fresh.getOrDefault(ordinal, new ArrayList<>()).removeIf(chunk -> chunk.first() == first);
            return;
        }
        List<HistoryEvent> events = parsed(() -> HistoryChunk.parseFrom(value).getEventsList());
        mirror.fresh.computeIfAbsent(ordinal, o -> new ArrayList<>()).add(new InstanceMirror.Chunk(first, events));
    }

    private void inbox(Mutation mutation) {
        String id = Keys.instanceIdOf(mutation.key());
        if (EntityId.isEntity(id)) {
            return;
        }
        InstanceMirror mirror = mirror(id);
        touched.add(id);
        long sequence = ByteBuffer.wrap(mutation.key()).getLong(mutation.key().length - Long.BYTES);
        byte[] value = mutation.value();
        if (value == null) {
            String eventId = mirror.inbox.remove(sequence);
            if (eventId != null) {
                mirror.left.add(eventId);
            }
            return;
        }
        HistoryEvent event = parsed(() -> HistoryEvent.parseFrom(value));
        if (event.hasExecutionStarted()) {
            started(id, event);
        } else if (event.hasExecutionSuspended()) {
            Failures.check(id, value);
        } else if (event.hasEventRaised()) {
            String eventId = Inputs.text(event.getEventRaised().getInput().getValue());
            seen(id, eventId);
            mirror.inbox.put(sequence, eventId);
        }
    }

    private void seen(String id, String eventId) {
        seenEvents.merge(eventId, 1L, Long::sum);
        if (!known.eventSent(eventId)) {
            throw new Violation(
                    Invariant.NO_LOST_EVENT,
                    id,
                    "Instance " + id + " got the event " + eventId + ", which nobody sent.");
        }
    }

    /** An execution begins: inputs are {@code "nonce|..."}. */
    private void started(String id, HistoryEvent event) {
        String executionId = event.getExecutionStarted()
                .getOrchestrationInstance()
                .getExecutionId()
                .getValue();
        String input = event.getExecutionStarted().getInput().getValue();
        String nonce = Inputs.nonce(input);
        boolean first =
                !Inputs.isContinued(input) && !event.getExecutionStarted().hasParentInstance();
        if (first && !known.restartAsked(id)) {
            String before = startedBy.putIfAbsent(nonce, executionId);
            if (before != null && !before.equals(executionId)) {
                throw new Violation(
                        Invariant.NO_DOUBLE_START,
                        id,
                        "The start " + nonce + " of instance " + id + " led to the executions " + before + " and "
                                + executionId + ".");
            }
        }
    }

    /** After all changes of a write: the parts fit each other. */
    private void settle(InstanceMirror mirror, byte @Nullable [] output) {
        InstanceRecord record = mirror.record;
        Execution execution = mirror.execution;
        if (record != null && execution != null) {
            List<InstanceMirror.Chunk> chunks =
                    new ArrayList<>(mirror.fresh.getOrDefault(record.getExecutionOrdinal(), List.of()));
            chunks.sort(Comparator.comparingLong(InstanceMirror.Chunk::first));
            for (InstanceMirror.Chunk chunk : chunks) {
                if (chunk.first() != execution.history().size()) {
                    throw new Violation(
                            Invariant.HISTORY_REPLAYS,
                            mirror.instanceId,
                            "The history of " + mirror.instanceId + " goes on at " + chunk.first() + " after "
                                    + execution.history().size() + " events.");
                }
                chunk.events().forEach(execution::append);
                chunk.events().stream()
                        .filter(event -> event.hasExecutionStarted() && !execution.isRewound())
                        .forEach(event -> started(mirror.instanceId, event));
                chunk.events().stream()
                        .filter(HistoryEvent::hasEventRaised)
                        .forEach(event -> seen(
                                mirror.instanceId,
                                Inputs.text(event.getEventRaised().getInput().getValue())));
            }
            if (execution.history().size() != record.getPosition()) {
                throw new Violation(
                        Invariant.HISTORY_REPLAYS,
                        mirror.instanceId,
                        "The history of " + mirror.instanceId + " has "
                                + execution.history().size() + " events, its record says " + record.getPosition()
                                + ".");
            }
            for (String waiting : mirror.inbox.values()) {
                if (execution.hasSeen(waiting)) {
                    throw new Violation(
                            Invariant.NO_LOST_EVENT,
                            mirror.instanceId,
                            "The event " + waiting + " of " + mirror.instanceId + " waits and was consumed.");
                }
            }
            if (output != null && mirror.status() == RuntimeStatus.COMPLETED) {
                collectors.completed(
                        mirror.instanceId,
                        record.getExecutionId(),
                        record.getName(),
                        new String(output, StandardCharsets.UTF_8));
            }
        }
        mirror.fresh.clear();
        mirror.left.clear();
        if (record == null && mirror.inbox.isEmpty()) {
            instances.remove(mirror.instanceId);
        }
    }

    @FunctionalInterface
    interface Parsing<T> {
        T parse() throws InvalidProtocolBufferException;
    }

    static <T> T parsed(Parsing<T> parsing) {
        try {
            return parsing.parse();
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Invariant.RECOVER_EQUALS, "", "A record cannot be read: " + e.getMessage(), e);
        }
    }
}
