package dev.perdure.engine.committed;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.EntityId;
import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.EntityPage;
import dev.perdure.engine.EntityQuery;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.BreakEntityLock;
import dev.perdure.engine.record.EntityRecord;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.record.LockHolder;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed entities.
 *
 * <p>Thread-safe. To be called on platform threads.
 */
public final class EntityReads {

    /** Entities looked at by one call for a page. */
    private static final int LOOKED_AT_MAX = 10_000;

    /** Entities looked at by one step of tidying up. */
    private static final int TIDIED_MAX = 500;

    private final Storage storage;
    private final int partitions;

    public EntityReads(Storage storage, int partitions) {
        this.storage = storage;
        this.partitions = partitions;
    }

    /**
     * What could be tidied up. Whether it still can be is decided where it is done.
     *
     * @param empty ids of entities that hold nothing
     * @param orphaned locks of executions that have ended
     * @param continuation where to go on; empty at the end
     */
    public record Untidy(List<String> empty, List<BreakEntityLock> orphaned, String continuation) {}

    /** Receives entities in order; false ends the visit. */
    @FunctionalInterface
    private interface Visitor {
        boolean visit(String entityId, EntityRecord record);
    }

    /** The entity with this id, if there is one; its state is the one that belongs to the rest of the view. */
    public Optional<EntityView> entity(String entityId, boolean withState) {
        EntityId id = EntityId.parse(entityId);
        EntityRecord record = record(id.toString());
        return record == null ? Optional.empty() : Optional.of(view(id, record, withState));
    }

    /** One page. */
    public EntityPage page(EntityQuery query) {
        List<EntityView> found = new ArrayList<>();
        String continuation = walk(prefix(query.idPrefix()), query.continuation(), LOOKED_AT_MAX, (id, record) -> {
            Instant modified = Micros.instant(record.getModified());
            boolean wanted = (query.withTransient() || record.getHasState())
                    && (query.lastModifiedFrom() == null || !modified.isBefore(query.lastModifiedFrom()))
                    && (query.lastModifiedTo() == null || !modified.isAfter(query.lastModifiedTo()));
            if (wanted) {
                found.add(view(EntityId.parse(id), record, query.withState()));
            }
            return found.size() < query.pageSize();
        });
        return new EntityPage(found, continuation);
    }

    /** What a step of tidying up could do. */
    public Untidy untidy(boolean empty, boolean orphaned, String continuation) {
        List<String> empties = new ArrayList<>();
        List<BreakEntityLock> orphans = new ArrayList<>();
        String next = walk("@", continuation, TIDIED_MAX, (id, record) -> {
            boolean holdsNothing =
                    !record.getHasState() && record.getQueued() == 0 && record.getScheduled() == 0 && !record.hasLock();
            if (empty && holdsNothing) {
                empties.add(id);
            }
            if (orphaned && record.hasLock() && isOrphaned(record.getLock())) {
                orphans.add(BreakEntityLock.newBuilder()
                        .setEntityId(id)
                        .setOwnerInstance(record.getLock().getOwnerInstance())
                        .setOwnerExecution(record.getLock().getOwnerExecution())
                        .setCriticalSectionId(record.getLock().getCriticalSectionId())
                        .build());
            }
            return true;
        });
        return new Untidy(List.copyOf(empties), List.copyOf(orphans), next);
    }

    /** An owner's record names the section before its request leaves, so one read later that lacks it has left it. */
    private boolean isOrphaned(LockHolder holder) {
        String owner = holder.getOwnerInstance();
        byte[] stored = storage.get(Family.INSTANCE, Keys.instance(PartitionOf.instance(owner, partitions), owner));
        if (stored == null) {
            return true;
        }
        try {
            InstanceRecord record = InstanceRecord.parseFrom(stored);
            return RuntimeStatus.of(record.getStatus()).isTerminal()
                    || !record.getExecutionId().equals(holder.getOwnerExecution())
                    || record.getCriticalSectionsList().stream()
                            .noneMatch(section -> section.getCriticalSectionId().equals(holder.getCriticalSectionId()));
        } catch (InvalidProtocolBufferException e) {
            throw damaged("the record", owner, e);
        }
    }

    /** Visits entities behind the continuation, at most so many, and returns the next continuation. */
    private String walk(String prefix, String continuation, int max, Visitor visitor) {
        String after = continuation.isEmpty() ? null : lastSeen(continuation);
        int[] left = {max};
        String[] last = {null};
        boolean[] more = {false};
        int first = after == null ? 0 : PartitionOf.instance(after, partitions);
        for (int p = first; p < partitions && !more[0]; p++) {
            byte[] from = p == first && after != null ? Keys.after(Keys.instance(p, after)) : Keys.idPrefix(p, prefix);
            boolean[] wanted = {last[0] == null || left[0] > 0};
            storage.scan(Family.ENTITY, from, Keys.after(Keys.idPrefix(p, prefix)), (key, value) -> {
                if (!wanted[0] || left[0] == 0) {
                    more[0] = true;
                    return false;
                }
                String id = Keys.instanceIdOf(key);
                left[0]--;
                last[0] = id;
                wanted[0] = visitor.visit(id, parsed(id, value));
                if (!wanted[0]) {
                    left[0] = 0;
                }
                return true;
            });
        }
        return more[0] && last[0] != null ? token(last[0]) : "";
    }

    private static String token(String entityId) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(entityId.getBytes(StandardCharsets.UTF_8));
    }

    private static String lastSeen(String continuation) {
        try {
            String id = new String(Base64.getUrlDecoder().decode(continuation), StandardCharsets.UTF_8);
            return EntityId.parse(id).toString();
        } catch (InvalidInstanceIdException e) {
            throw foreign(e);
        } catch (IllegalArgumentException e) {
            throw foreign(e);
        }
    }

    private static IllegalArgumentException foreign(IllegalArgumentException cause) {
        return new IllegalArgumentException(
                "The continuation token is not one this host gave out: begin again without it.", cause);
    }

    /** Names are stored in lower case, so the name's part of a prefix is looked for in lower case. */
    private static String prefix(String asked) {
        int key = asked.indexOf('@', 1);
        String name = key < 0 ? asked : asked.substring(0, key);
        String rest = key < 0 ? "" : asked.substring(key);
        return asked.isEmpty() ? "@" : name.toLowerCase(Locale.ROOT) + rest;
    }

    private EntityView view(EntityId id, EntityRecord read, boolean withState) {
        EntityRecord record = read;
        String state = null;
        if (withState) {
            // A batch may be applied between the two reads: the state belongs to a record that is still the same.
            EntityRecord before;
            do {
                before = record;
                state = state(id.toString());
                EntityRecord now = record(id.toString());
                record = now == null ? before : now;
            } while (record.getVersion() != before.getVersion());
        }
        return new EntityView(
                id.toString(),
                id.name(),
                id.key(),
                state,
                Micros.instant(record.getModified()),
                record.getQueued(),
                record.hasLock() ? record.getLock().getOwnerInstance() : null);
    }

    private @Nullable String state(String entityId) {
        byte[] stored = storage.get(Family.ENTITY_STATE, key(entityId));
        return stored == null ? null : new String(stored, StandardCharsets.UTF_8);
    }

    private @Nullable EntityRecord record(String entityId) {
        byte[] stored = storage.get(Family.ENTITY, key(entityId));
        return stored == null ? null : parsed(entityId, stored);
    }

    private byte[] key(String entityId) {
        return Keys.instance(PartitionOf.instance(entityId, partitions), entityId);
    }

    private static EntityRecord parsed(String entityId, byte[] stored) {
        try {
            return EntityRecord.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw damaged("the record", entityId, e);
        }
    }

    private static StorageException damaged(String what, String id, InvalidProtocolBufferException cause) {
        return new StorageException(
                "The store is damaged: " + what + " of " + id + " cannot be read. Restore a backup.", cause);
    }
}
