package dev.perdure.engine.state;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationTraceContext;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.TraceContext;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.AwaitedEvent;
import dev.perdure.engine.record.CriticalSectionRecord;
import dev.perdure.engine.record.InstanceRecord;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One instance, decoded. Readable by everyone in the partition's thread; changed only by {@link Applier}. Confined to
 * its partition.
 */
public final class InstanceState {

    private final String instanceId;
    private final String name;
    private final long created;
    private final long scheduledStart;
    private final Map<String, String> tags;
    private final @Nullable TraceContext trace;

    private final TreeMap<String, CriticalSectionRecord> criticalSections = new TreeMap<>();
    private final ArrayDeque<Pending> inbox = new ArrayDeque<>();
    private @Nullable String version;
    private String executionId;
    private int executionOrdinal;
    private @Nullable ParentInstanceInfo parent;
    private int openChildren;
    private final Collection<HistoryEvent> inboxView = new InboxView();
    /** The activities without a result, by task id; null if only the store knows them. */
    private @Nullable Map<Integer, ActivityRecord> activities;

    private List<AwaitedEvent> awaitedEvents = List.of();
    private boolean mayHaveTimers;
    private boolean givenUpWork;
    private @Nullable OrchestrationTraceContext span;
    private long inboxBytes;
    private RuntimeStatus status;
    private long updated;
    private long completed;
    private long position;
    private long historyHash;
    private long nextInboxSequence;
    private long fencingToken;

    /** An event in the inbox, under its sequence number. */
    record Pending(long sequence, HistoryEvent event) {}

    InstanceState(Event.InstanceCreated event) {
        this.instanceId = event.instanceId();
        this.name = event.name();
        this.version = event.version();
        this.executionId = event.executionId();
        this.executionOrdinal = event.executionOrdinal();
        this.created = event.created();
        this.scheduledStart = event.scheduledStart();
        this.tags = event.tags();
        this.trace = event.trace();
        this.status = RuntimeStatus.PENDING;
        this.updated = event.created();
        this.activities = new HashMap<>();
    }

    InstanceState(String instanceId, InstanceRecord record) {
        this.instanceId = instanceId;
        this.name = record.getName();
        this.version = record.hasVersion() ? record.getVersion().getValue() : null;
        this.executionId = record.getExecutionId();
        this.executionOrdinal = record.getExecutionOrdinal();
        this.created = record.getCreated();
        this.scheduledStart = record.getScheduledStart();
        this.tags = record.getTagsMap();
        this.trace = record.hasTraceContext() ? record.getTraceContext() : null;
        this.status = RuntimeStatus.of(record.getStatus());
        this.updated = record.getUpdated();
        this.completed = record.getCompleted();
        this.position = record.getPosition();
        this.historyHash = record.getHistoryHash();
        this.nextInboxSequence = record.getNextInboxSequence();
        this.fencingToken = record.getFencingToken();
        record.getCriticalSectionsList().forEach(this::changeCriticalSection);
        this.parent = record.hasParent() ? record.getParent() : null;
        this.openChildren = record.getOpenChildren();
        this.mayHaveTimers = true;
        this.awaitedEvents = record.getAwaitedEventsList();
        this.givenUpWork = record.getGivenUp();
        this.span = record.hasSpan() ? record.getSpan() : null;
    }

    InstanceRecord toRecord() {
        InstanceRecord.Builder record = InstanceRecord.newBuilder()
                .setName(name)
                .setExecutionId(executionId)
                .setExecutionOrdinal(executionOrdinal)
                .setStatus(status.protocol())
                .setCreated(created)
                .setUpdated(updated)
                .setCompleted(completed)
                .setScheduledStart(scheduledStart)
                .setPosition(position)
                .setHistoryHash(historyHash)
                .setNextInboxSequence(nextInboxSequence)
                .setFencingToken(fencingToken)
                .setOpenChildren(openChildren)
                .setGivenUp(givenUpWork)
                .putAllTags(tags)
                .addAllCriticalSections(criticalSections.values())
                .addAllAwaitedEvents(awaitedEvents);
        if (version != null) {
            record.setVersion(StringValue.of(version));
        }
        if (span != null) {
            record.setSpan(span);
        }
        if (trace != null) {
            record.setTraceContext(trace);
        }
        if (parent != null) {
            record.setParent(parent);
        }
        return record.build();
    }

    public String instanceId() {
        return instanceId;
    }

    public String name() {
        return name;
    }

    public @Nullable String version() {
        return version;
    }

    public String executionId() {
        return executionId;
    }

    /** 1 for the first execution under this id, one more for each that replaced it. */
    public int executionOrdinal() {
        return executionOrdinal;
    }

    /** The task that waits for this instance's result; null if a client has started it. */
    public @Nullable ParentInstanceInfo parent() {
        return parent;
    }

    /** How many sub-orchestrations have not answered yet. */
    public int openChildren() {
        return openChildren;
    }

    /** Labels of the instance. */
    public Map<String, String> tags() {
        return tags;
    }

    /** The trace it was started in, or null. */
    public @Nullable TraceContext trace() {
        return trace;
    }

    public RuntimeStatus status() {
        return status;
    }

    /** Not to be started before this time; 0 for at once. */
    public long scheduledStart() {
        return scheduledStart;
    }

    /** Events in the history. */
    public long position() {
        return position;
    }

    /** The rolling hash of the turns that wrote the history. */
    public long historyHash() {
        return historyHash;
    }

    /** The critical sections asked for and not left, by id; of an ended instance none. */
    public Map<String, CriticalSectionRecord> criticalSections() {
        return Collections.unmodifiableMap(criticalSections);
    }

    /** The external events its orchestrator waits for, as far as its worker says; of an ended instance none. */
    public List<AwaitedEvent> awaitedEvents() {
        return awaitedEvents;
    }

    /** The span of its execution, as the worker of the last turn has told it; null if none has. */
    public @Nullable OrchestrationTraceContext span() {
        return span;
    }

    /** How many events wait for the next turn. */
    public int inboxSize() {
        return inbox.size();
    }

    /** The encoded size of the events that wait for the next turn. */
    public long inboxBytes() {
        return inboxBytes;
    }

    /** How many waiting events make a turn of at most this size; one at least, if any waits. */
    public int inboxSizeWithin(long bytesMax) {
        if (inboxBytes <= bytesMax) {
            return inbox.size();
        }
        int events = 0;
        long bytes = 0;
        for (Pending pending : inbox) {
            bytes += pending.event().getSerializedSize();
            if (bytes > bytesMax && events > 0) {
                break;
            }
            events++;
        }
        return events;
    }

    /** When it was created, in microseconds since 1970. */
    public long created() {
        return created;
    }

    /** When its status, history or execution last changed, in microseconds since 1970. */
    public long updated() {
        return updated;
    }

    /** When it ended, in microseconds since 1970; 0 while it has not. */
    public long completed() {
        return completed;
    }

    /** The events that wait for the next turn, oldest first. */
    public Collection<HistoryEvent> inbox() {
        return inboxView;
    }

    /** Whether a turn would have something to do at this time. */
    public boolean isReady(long time) {
        return !status.isTerminal()
                && status != RuntimeStatus.SUSPENDED
                && !inbox.isEmpty()
                && (position > 0 || scheduledStart <= time);
    }

    /** The activities without a result, by task id; null if that is not known without a look into the store. */
    @Nullable
    Map<Integer, ActivityRecord> activities() {
        return activities;
    }

    /** From now on its open activities are known: there is none. */
    void noActivities() {
        activities = new HashMap<>();
    }

    /** False only if it is certain that it has no timer. */
    boolean mayHaveTimers() {
        return mayHaveTimers;
    }

    void mayHaveTimers(boolean may) {
        mayHaveTimers = may;
    }

    /** Whether it is in the list of work given up. */
    boolean hasGivenUpWork() {
        return givenUpWork;
    }

    void givenUpWork(boolean has) {
        givenUpWork = has;
    }

    void changeCriticalSection(CriticalSectionRecord section) {
        if (section.getLockSetCount() == 0) {
            criticalSections.remove(section.getCriticalSectionId());
        } else {
            criticalSections.put(section.getCriticalSectionId(), section);
        }
    }

    void awaitEvents(List<AwaitedEvent> events) {
        awaitedEvents = List.copyOf(events);
    }

    void nameSpan(OrchestrationTraceContext named) {
        span = named;
    }

    /** What an execution has asked for ends with it. */
    private void leaveAll() {
        span = null;
        criticalSections.clear();
        awaitedEvents = List.of();
    }

    void load(Pending pending) {
        inbox.addLast(pending);
        inboxBytes += pending.event().getSerializedSize();
    }

    Pending append(HistoryEvent event) {
        Pending pending = new Pending(nextInboxSequence++, event);
        load(pending);
        return pending;
    }

    Pending consume() {
        Pending pending = inbox.removeFirst();
        inboxBytes -= pending.event().getSerializedSize();
        return pending;
    }

    /** Takes the events into the history and returns the position of the first. */
    long advance(int events, long hash, RuntimeStatus newStatus, long time) {
        long first = position;
        position += events;
        historyHash = hash;
        status = newStatus;
        updated = time;
        return first;
    }

    /**
     * Gives out a fencing token: greater than the last one, and, as it is not less than the time in microseconds, also
     * than those of an instance that had the id before.
     */
    long nextFencingToken(long time) {
        fencingToken = Math.max(fencingToken + 1, time);
        return fencingToken;
    }

    void assignParent(ParentInstanceInfo info) {
        parent = info;
    }

    void countOpenChildren(int difference) {
        openChildren += difference;
    }

    void continueAsNew(Event.InstanceContinued event) {
        leaveAll();
        executionId = event.executionId();
        executionOrdinal++;
        version = event.version();
        status = status == RuntimeStatus.SUSPENDED ? status : RuntimeStatus.RUNNING;
        updated = event.time();
        position = 0;
        historyHash = 0;
    }

    void changeStatus(RuntimeStatus to, long time) {
        status = to;
        updated = time;
    }

    void rewind(String newExecutionId, int events, long time) {
        executionId = newExecutionId;
        executionOrdinal++;
        status = events == 0 ? RuntimeStatus.PENDING : RuntimeStatus.RUNNING;
        updated = time;
        completed = 0;
        position = events;
        historyHash = 0;
        span = null;
        awaitedEvents = List.of();
    }

    void end(RuntimeStatus terminal, long time) {
        leaveAll();
        status = terminal;
        updated = time;
        completed = time;
    }

    /** The events of the inbox, without a copy. */
    private final class InboxView extends AbstractCollection<HistoryEvent> {

        @Override
        public int size() {
            return inbox.size();
        }

        @Override
        public Iterator<HistoryEvent> iterator() {
            Iterator<Pending> pending = inbox.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return pending.hasNext();
                }

                @Override
                public HistoryEvent next() {
                    return pending.next().event();
                }
            };
        }
    }
}
