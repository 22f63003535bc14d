package dev.perdure.engine.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.state.PayloadKind;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is committed, past the partitions: status, lists, histories. Never sees what a partition is working on.
 *
 * <p>Thread-safe. To be called on platform threads.
 */
public final class CommittedReads {

    private final Storage storage;
    private final int partitions;

    CommittedReads(Storage storage, int partitions) {
        this.storage = storage;
        this.partitions = partitions;
    }

    /** The instance with this id, if there is one. */
    public Optional<InstanceView> instance(String instanceId, boolean withPayloads) {
        int partition = PartitionOf.instance(instanceId, partitions);
        InstanceRecord record = record(partition, instanceId);
        return record == null ? Optional.empty() : Optional.of(view(partition, instanceId, record, withPayloads));
    }

    /** The history of its current execution, oldest first; empty for an unknown id. */
    public List<HistoryEvent> history(String instanceId) {
        int partition = PartitionOf.instance(instanceId, partitions);
        InstanceRecord record = record(partition, instanceId);
        List<HistoryEvent> events = new ArrayList<>();
        if (record != null) {
            int ordinal = record.getExecutionOrdinal();
            storage.scan(
                    Family.HISTORY,
                    Keys.history(partition, instanceId, ordinal, 0),
                    Keys.history(partition, instanceId, ordinal + 1, 0),
                    (key, value) -> {
                        events.addAll(chunk(instanceId, value));
                        return true;
                    });
        }
        return events;
    }

    /**
     * Walks the partitions one after the other: by id where a prefix narrows that down, else by time of creation.
     */
    public InstancePage page(InstanceQuery query) {
        Position start = Position.parse(query.continuation());
        List<InstanceView> found = new ArrayList<>();
        String[] continuation = {""};
        for (int p = start.partition(); p < partitions && continuation[0].isEmpty(); p++) {
            int partition = p;
            byte[] after = p == start.partition() ? start.key() : null;
            byte[][] last = {null};
            walk(query, partition, after, (key, value) -> {
                InstanceView view = match(query, partition, key);
                if (view == null) {
                    return true;
                }
                if (found.size() == query.pageSize()) {
                    // There is more: the next page goes on behind the last one shown.
                    continuation[0] = new Position(partition, last[0]).toString();
                    return false;
                }
                found.add(view);
                last[0] = key;
                return true;
            });
        }
        return new InstancePage(found, continuation[0]);
    }

    private void walk(InstanceQuery query, int partition, byte @Nullable [] after, Storage.Visitor visitor) {
        Family family = family(query);
        byte[] from;
        byte[] to;
        if (family == Family.INSTANCE) {
            from = Keys.idPrefix(partition, query.idPrefix());
            to = Keys.after(from);
        } else {
            from = query.createdFrom() == null
                    ? Keys.partition(partition)
                    : Keys.time(partition, HubClock.micros(query.createdFrom()));
            to = query.createdTo() == null
                    ? Keys.partition(partition + 1)
                    : Keys.time(partition, HubClock.micros(query.createdTo()) + 1);
        }
        byte[] start = after == null ? from : Arrays.copyOf(after, after.length + 1);
        storage.scan(family, start, to, visitor);
    }

    private static Family family(InstanceQuery query) {
        return query.idPrefix().isEmpty() ? Family.CREATED_INDEX : Family.INSTANCE;
    }

    private @Nullable InstanceView match(InstanceQuery query, int partition, byte[] key) {
        String id = family(query) == Family.INSTANCE ? Keys.instanceIdOf(key) : Keys.timedInstanceIdOf(key);
        InstanceRecord record = record(partition, id);
        if (record == null) {
            return null;
        }
        long created = record.getCreated();
        boolean wanted = (query.statuses().isEmpty() || query.statuses().contains(RuntimeStatus.of(record.getStatus())))
                && (query.createdFrom() == null || created >= HubClock.micros(query.createdFrom()))
                && (query.createdTo() == null || created <= HubClock.micros(query.createdTo()));
        return wanted ? view(partition, id, record, query.withPayloads()) : null;
    }

    private @Nullable InstanceRecord record(int partition, String instanceId) {
        byte[] stored = storage.get(Family.INSTANCE, Keys.instance(partition, instanceId));
        try {
            return stored == null ? null : InstanceRecord.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw damaged("the record", instanceId, e);
        }
    }

    private InstanceView view(int partition, String instanceId, InstanceRecord record, boolean withPayloads) {
        RuntimeStatus status = RuntimeStatus.of(record.getStatus());
        return new InstanceView(
                instanceId,
                record.getExecutionId(),
                record.getName(),
                record.hasVersion() ? record.getVersion().getValue() : null,
                status,
                HubClock.instant(record.getCreated()),
                HubClock.instant(record.getUpdated()),
                record.getScheduledStart() == 0 ? null : HubClock.instant(record.getScheduledStart()),
                record.getCompleted() == 0 ? null : HubClock.instant(record.getCompleted()),
                withPayloads ? text(partition, instanceId, PayloadKind.INPUT) : null,
                withPayloads && status.isTerminal() ? text(partition, instanceId, PayloadKind.OUTPUT) : null,
                text(partition, instanceId, PayloadKind.CUSTOM_STATUS),
                status == RuntimeStatus.FAILED ? failure(partition, instanceId) : null,
                record.getTagsMap(),
                record.getPosition());
    }

    private @Nullable String text(int partition, String instanceId, PayloadKind kind) {
        byte[] stored = storage.get(Family.PAYLOAD, Keys.payload(partition, instanceId, kind));
        return stored == null ? null : new String(stored, StandardCharsets.UTF_8);
    }

    private @Nullable TaskFailureDetails failure(int partition, String instanceId) {
        byte[] stored = storage.get(Family.PAYLOAD, Keys.payload(partition, instanceId, PayloadKind.FAILURE));
        try {
            return stored == null ? null : TaskFailureDetails.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw damaged("the failure", instanceId, e);
        }
    }

    private static List<HistoryEvent> chunk(String instanceId, byte[] value) {
        try {
            return HistoryChunk.parseFrom(value).getEventsList();
        } catch (InvalidProtocolBufferException e) {
            throw damaged("the history", instanceId, e);
        }
    }

    private static StorageException damaged(String what, String instanceId, InvalidProtocolBufferException cause) {
        return new StorageException(
                "The store is damaged: " + what + " of instance " + instanceId + " cannot be read. Restore a backup.",
                cause);
    }

    /** Where a page ends: the last key shown. */
    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    private record Position(int partition, byte @Nullable [] key) {

        private static final Position START = new Position(0, null);

        static Position parse(String continuation) {
            if (continuation.isEmpty()) {
                return START;
            }
            try {
                int colon = continuation.indexOf(':');
                String hex = continuation.substring(colon + 1);
                return new Position(
                        Integer.parseInt(continuation, 0, colon, 10),
                        hex.isEmpty() ? null : HexFormat.of().parseHex(hex));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "The continuation token is not one this host gave out: begin again without it.", e);
            }
        }

        @Override
        public String toString() {
            return partition + ":" + (key == null ? "" : HexFormat.of().formatHex(key));
        }
    }
}
