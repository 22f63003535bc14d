package dev.perdure.engine.committed;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.HistoryPart;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is committed, past the partitions: status, lists, histories. Never sees what a partition is working on.
 *
 * <p>Thread-safe. To be called on platform threads.
 */
public final class CommittedReads {

    /** How often a read is begun again because a commit came in between. */
    private static final int ATTEMPTS_MAX = 1_000;

    private final Storage storage;
    private final int partitions;

    public CommittedReads(Storage storage, int partitions) {
        this.storage = storage;
        this.partitions = partitions;
    }

    /** The instance with this id, if there is one; record and payloads are of the same commit. */
    public Optional<InstanceView> instance(String instanceId, boolean withPayloads) {
        int partition = PartitionOf.instance(instanceId, partitions);
        byte[] key = Keys.instance(partition, instanceId);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            byte[] before = storage.get(Family.INSTANCE, key);
            if (before == null) {
                return Optional.empty();
            }
            InstanceView view = view(partition, instanceId, parsed(instanceId, before), withPayloads);
            // Every commit that changes a payload changes the record too: the same record, the same commit.
            if (Arrays.equals(before, storage.get(Family.INSTANCE, key))) {
                return Optional.of(view);
            }
        }
        throw changing(instanceId);
    }

    /** The history of its current execution, oldest first, as of one commit; empty for an unknown id. */
    public List<HistoryEvent> history(String instanceId) {
        int partition = PartitionOf.instance(instanceId, partitions);
        byte[] key = Keys.instance(partition, instanceId);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            byte[] before = storage.get(Family.INSTANCE, key);
            if (before == null) {
                return List.of();
            }
            InstanceRecord record = parsed(instanceId, before);
            List<HistoryEvent> events = history(partition, instanceId, record.getExecutionOrdinal());
            // The scan is of one moment, and a history only grows: it is too short only if the execution has ended
            // and its history has gone meanwhile.
            if (events.size() >= record.getPosition()) {
                return events;
            }
            if (Arrays.equals(before, storage.get(Family.INSTANCE, key))) {
                throw new StorageException(
                        "The store is damaged: the history of instance " + instanceId + " has " + events.size()
                                + " events, its record says " + record.getPosition() + ". Restore a backup.",
                        null);
            }
        }
        throw changing(instanceId);
    }

    /**
     * A part of the history, from a position at which an earlier part ended, or 0. Empty if there is no such instance, or
     * if its present execution is another one.
     *
     * @param executionId the execution that is meant; empty for the present one
     * @param bytesMax about how many encoded bytes to read; the events of one turn at least
     */
    public Optional<HistoryPart> historyPart(String instanceId, String executionId, long from, long bytesMax) {
        int partition = PartitionOf.instance(instanceId, partitions);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            InstanceRecord record = record(partition, instanceId);
            if (record == null || !(executionId.isEmpty() || executionId.equals(record.getExecutionId()))) {
                return Optional.empty();
            }
            List<HistoryEvent> events = new ArrayList<>();
            long[] bytes = {0};
            int ordinal = record.getExecutionOrdinal();
            storage.scan(
                    Family.HISTORY,
                    Keys.history(partition, instanceId, ordinal, from),
                    Keys.history(partition, instanceId, ordinal + 1, 0),
                    (key, value) -> {
                        events.addAll(chunk(instanceId, value));
                        bytes[0] += value.length;
                        return bytes[0] < bytesMax;
                    });
            long next = from + events.size();
            // Nothing where something should be: the execution has ended, and its history gone, in between.
            if (!events.isEmpty() || from >= record.getPosition()) {
                return Optional.of(
                        new HistoryPart(record.getExecutionId(), events, next, next >= record.getPosition()));
            }
        }
        throw changing(instanceId);
    }

    private List<HistoryEvent> history(int partition, String instanceId, int ordinal) {
        List<HistoryEvent> events = new ArrayList<>();
        storage.scan(
                Family.HISTORY,
                Keys.history(partition, instanceId, ordinal, 0),
                Keys.history(partition, instanceId, ordinal + 1, 0),
                (key, value) -> {
                    events.addAll(chunk(instanceId, value));
                    return true;
                });
        return events;
    }

    /** The lists, over the same store. */
    public Listing listing() {
        return new Listing(storage, partitions, this);
    }

    @Nullable
    InstanceRecord record(int partition, String instanceId) {
        byte[] stored = storage.get(Family.INSTANCE, Keys.instance(partition, instanceId));
        return stored == null ? null : parsed(instanceId, stored);
    }

    private static InstanceRecord parsed(String instanceId, byte[] stored) {
        try {
            return InstanceRecord.parseFrom(stored);
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
                Micros.instant(record.getCreated()),
                Micros.instant(record.getUpdated()),
                record.getScheduledStart() == 0 ? null : Micros.instant(record.getScheduledStart()),
                record.getCompleted() == 0 ? null : Micros.instant(record.getCompleted()),
                withPayloads ? text(partition, instanceId, PayloadKind.INPUT) : null,
                withPayloads && status.isTerminal() ? text(partition, instanceId, PayloadKind.OUTPUT) : null,
                text(partition, instanceId, PayloadKind.CUSTOM_STATUS),
                status == RuntimeStatus.FAILED ? failure(partition, instanceId) : null,
                record.getTagsMap(),
                record.getPosition(),
                record.hasParent()
                        ? record.getParent().getOrchestrationInstance().getInstanceId()
                        : null);
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

    private static StorageException changing(String instanceId) {
        return new StorageException(
                "Instance " + instanceId + " changed during each of " + ATTEMPTS_MAX + " reads. Read it again.", null);
    }

    private static StorageException damaged(String what, String instanceId, InvalidProtocolBufferException cause) {
        return new StorageException(
                "The store is damaged: " + what + " of instance " + instanceId + " cannot be read. Restore a backup.",
                cause);
    }
}
