package dev.perdure.engine.committed;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.engine.EndedPage;
import dev.perdure.engine.GivenUp;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.record.GivenUpRecord;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists of instances, through the indexes. Walks the partitions one after the other, in the order of the
 * index within one, except for what has ended, which is in one order.
 *
 * <p>Thread-safe. To be called on platform threads.
 */
public final class Listing {

    /** Rows of an index that one page looks at; a page of rare instances may end here and be short, or empty. */
    static final int ROWS_MAX = 10_000;

    private final Storage storage;
    private final int partitions;
    private final CommittedReads reads;

    Listing(Storage storage, int partitions, CommittedReads reads) {
        this.storage = storage;
        this.partitions = partitions;
        this.reads = reads;
    }

    /** One page of instances. */
    public InstancePage page(InstanceQuery query) {
        List<InstanceView> found = new ArrayList<>();
        String continuation = walk(
                query.continuation(),
                query.pageSize(),
                partition -> Range.of(query, partition),
                (partition, id, value) -> {
                    if (!query.withEntities() && id.startsWith("@")) {
                        return false;
                    }
                    InstanceRecord record = reads.record(partition, id);
                    if (record == null || !matches(query, record)) {
                        return false;
                    }
                    Optional<InstanceView> view = reads.instance(id, query.withPayloads());
                    view.ifPresent(found::add);
                    return view.isPresent();
                });
        return new InstancePage(found, continuation);
    }

    /** One page of the ids of ended instances, by the time they ended. */
    public EndedPage ended(
            Set<RuntimeStatus> statuses, @Nullable Instant from, @Nullable Instant to, int pageSize, String lastKey) {
        return new EndedWalk(storage, partitions)
                .page(
                        value -> statuses.isEmpty() || statuses.contains(status(value)),
                        partition -> Range.timed(Family.COMPLETED_INDEX, partition, from, to),
                        pageSize,
                        lastKey);
    }

    /**
     * One page of the ids of ended instances of one partition, by the time they were created.
     *
     * @param after the text of where the page before ended, or empty
     */
    public EndedPage endedByCreation(
            Set<RuntimeStatus> statuses, @Nullable Instant from, @Nullable Instant to, int pageSize, String after) {
        List<String> found = new ArrayList<>();
        String continuation = walk(
                after,
                pageSize,
                partition -> Range.timed(Family.CREATED_INDEX, partition, from, to),
                (partition, id, value) -> {
                    InstanceRecord record = reads.record(partition, id);
                    RuntimeStatus status = record == null ? null : RuntimeStatus.of(record.getStatus());
                    boolean wanted =
                            status != null && status.isTerminal() && (statuses.isEmpty() || statuses.contains(status));
                    if (wanted) {
                        found.add(id);
                    }
                    return wanted;
                });
        return new EndedPage(found, continuation);
    }

    /** One page of the work that was given up. */
    public GivenUp.Page givenUp(int pageSize, String continuation) {
        List<GivenUp> found = new ArrayList<>();
        String next = walk(
                continuation,
                pageSize,
                partition -> Range.whole(Family.GIVEN_UP, partition),
                (partition, id, value) -> {
                    found.add(givenUp(id, value, reads.record(partition, id)));
                    return true;
                });
        return new GivenUp.Page(found, next);
    }

    private static GivenUp givenUp(String id, byte[] value, @Nullable InstanceRecord instance) {
        GivenUpRecord record;
        try {
            record = GivenUpRecord.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    "The store is damaged: the work given up of " + id + " cannot be read. Restore a backup.", e);
        }
        return new GivenUp(
                id,
                record.getExecutionId(),
                instance == null ? null : RuntimeStatus.of(instance.getStatus()),
                switch (record.getKind()) {
                    case GIVEN_UP_TURN -> GivenUp.Kind.TURN;
                    case GIVEN_UP_ENTITY_OPERATION -> GivenUp.Kind.ENTITY_OPERATION;
                    case GIVEN_UP_ACTIVITY, UNRECOGNIZED -> GivenUp.Kind.ACTIVITY;
                },
                record.getName(),
                record.getTaskId(),
                Micros.instant(record.getTime()),
                record.getLost(),
                record.getTimes(),
                record.getReason());
    }

    private static RuntimeStatus status(byte[] value) {
        return RuntimeStatus.of(OrchestrationStatus.forNumber(value[0]));
    }

    private static boolean matches(InstanceQuery query, InstanceRecord record) {
        long created = record.getCreated();
        return (query.statuses().isEmpty() || query.statuses().contains(RuntimeStatus.of(record.getStatus())))
                && (query.createdFrom() == null || created >= Micros.of(query.createdFrom()))
                && (query.createdTo() == null || created <= Micros.of(query.createdTo()))
                && (query.name() == null || query.name().equals(record.getName()))
                && record.getTagsMap().entrySet().containsAll(query.tags().entrySet());
    }

    /** What part of a partition is walked. */
    @FunctionalInterface
    private interface Ranges {
        Range of(int partition);
    }

    /** Takes a row into the page, or returns false. */
    @FunctionalInterface
    private interface Taker {
        boolean take(int partition, String instanceId, byte[] value);
    }

    /** Fills a page and returns where it ended; empty if nothing is left. */
    private String walk(String continuation, int pageSize, Ranges ranges, Taker taker) {
        Position start = Position.parse(continuation, partitions);
        int[] left = {pageSize, ROWS_MAX};
        for (int p = start.partition(); p < partitions; p++) {
            int partition = p;
            Range range = ranges.of(partition);
            byte[] from = range.behind(p == start.partition() ? start.key() : null);
            String[] end = {""};
            byte[][] last = {p == start.partition() ? start.key() : null};
            storage.scan(range.family(), from, range.to(), (key, value) -> {
                if (left[0] == 0 || left[1] == 0) {
                    // There is more: the next page goes on behind the last row looked at.
                    end[0] = new Position(partition, last[0] == null ? range.from() : last[0]).toString();
                    return false;
                }
                left[1]--;
                if (taker.take(partition, range.instanceIdOf(key), value)) {
                    left[0]--;
                }
                last[0] = key;
                return true;
            });
            if (!end[0].isEmpty()) {
                return end[0];
            }
        }
        return "";
    }
}
