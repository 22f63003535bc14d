package dev.perdure.engine;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.engine.committed.EntityReads;
import dev.perdure.engine.record.BreakEntityLock;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.PurgeEntity;
import dev.perdure.engine.record.RemoveEmptyEntity;
import dev.perdure.engine.record.SignalEntity;
import dev.perdure.engine.runtime.Hub;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The requests of clients about entities, as commands. Thread-safe. */
final class EntityRequests {

    private final Hub hub;
    private final RandomGenerator random;

    EntityRequests(Hub hub, RandomGenerator random) {
        this.hub = hub;
        this.random = random;
    }

    CompletableFuture<Outcome> signal(
            String entityId,
            String operation,
            @Nullable String input,
            @Nullable Instant scheduledTime,
            @Nullable Key key) {
        String id = EntityId.parse(entityId).toString();
        SignalEntity.Builder signal = SignalEntity.newBuilder()
                .setEntityId(id)
                .setRequestId(new UUID(random.nextLong(), random.nextLong()).toString())
                .setOperation(operation);
        if (input != null) {
            signal.setInput(StringValue.of(input));
        }
        if (scheduledTime != null) {
            signal.setScheduledTime(Hub.micros(scheduledTime));
        }
        if (key != null) {
            signal.setKey(key);
        }
        return hub.request(id, Command.newBuilder().setSignalEntity(signal));
    }

    CompletableFuture<Outcome> purge(String entityId, @Nullable Key key) {
        String id = EntityId.parse(entityId).toString();
        PurgeEntity.Builder purge = PurgeEntity.newBuilder().setEntityId(id);
        if (key != null) {
            purge.setKey(key);
        }
        return hub.request(id, Command.newBuilder().setPurgeEntity(purge));
    }

    CompletableFuture<EntityCleaning> clean(boolean removeEmpty, boolean releaseOrphanedLocks, String continuation) {
        EntityReads.Untidy untidy =
                hub.readEntities(reads -> reads.untidy(removeEmpty, releaseOrphanedLocks, continuation));
        List<CompletableFuture<Outcome>> removals = new ArrayList<>();
        for (String id : untidy.empty()) {
            removals.add(hub.request(
                    id,
                    Command.newBuilder()
                            .setRemoveEmptyEntity(RemoveEmptyEntity.newBuilder().setEntityId(id))));
        }
        List<CompletableFuture<Outcome>> releases = new ArrayList<>();
        for (BreakEntityLock orphaned : untidy.orphaned()) {
            releases.add(
                    hub.request(orphaned.getEntityId(), Command.newBuilder().setBreakEntityLock(orphaned)));
        }
        List<CompletableFuture<Outcome>> all = new ArrayList<>(removals);
        all.addAll(releases);
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> new EntityCleaning(count(removals), count(releases), untidy.continuation()));
    }

    private static int count(List<CompletableFuture<Outcome>> answered) {
        return answered.stream()
                .mapToInt(answer -> answer.join() instanceof Outcome.Done done ? done.count() : 0)
                .sum();
    }
}
