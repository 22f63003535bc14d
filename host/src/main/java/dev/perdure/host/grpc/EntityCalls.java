package dev.perdure.host.grpc;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.CleanEntityStorageRequest;
import dev.perdure.core.protocol.CleanEntityStorageResponse;
import dev.perdure.core.protocol.EntityMetadata;
import dev.perdure.core.protocol.GetEntityRequest;
import dev.perdure.core.protocol.GetEntityResponse;
import dev.perdure.core.protocol.QueryEntitiesRequest;
import dev.perdure.core.protocol.QueryEntitiesResponse;
import dev.perdure.core.protocol.SignalEntityRequest;
import dev.perdure.core.protocol.SignalEntityResponse;
import dev.perdure.engine.EntityPage;
import dev.perdure.engine.EntityQuery;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.TaskHubEngine;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask about entities: from the protocol's messages to the engine and back.
 *
 * <p>Thread-safe. Refusals are thrown, or complete the future.
 */
final class EntityCalls {

    private static final int PAGE_DEFAULT = 100;
    private static final String KEY_OF_REQUEST = "grpc-signal:";

    private final TaskHubEngine engine;
    private final Payloads payloads;

    EntityCalls(TaskHubEngine engine, GrpcDoorOptions.Rules rules) {
        this.engine = engine;
        this.payloads = new Payloads(rules.payloadBytesMax());
    }

    CompletableFuture<SignalEntityResponse> signal(SignalEntityRequest request) {
        return engine.signalEntity(
                        request.getInstanceId(),
                        request.getName(),
                        payloads.text("input", request.hasInput(), request.getInput()),
                        Times.instant(request.hasScheduledTime(), request.getScheduledTime()),
                        key(request))
                .thenApply(outcome -> {
                    Outcome.Done unused = Answers.done(outcome);
                    return SignalEntityResponse.getDefaultInstance();
                });
    }

    /**
     * A client that names the request means one signal, however often it sends it. The key has the content too: a client
     * that always sends the same name is not refused.
     */
    private static @Nullable RequestKey key(SignalEntityRequest request) {
        if (request.getRequestId().isEmpty()) {
            return null;
        }
        byte[] content = request.toBuilder()
                .clearParentTraceContext()
                .clearRequestTime()
                .build()
                .toByteArray();
        return new RequestKey(KEY_OF_REQUEST + Digest.of(content), 0);
    }

    /** With its state asked for, an entity without any does not exist: clients take one that exists to have it. */
    GetEntityResponse get(GetEntityRequest request) {
        EntityView view = engine.entity(request.getInstanceId(), request.getIncludeState())
                .orElse(null);
        if (view == null || (request.getIncludeState() && view.state() == null)) {
            return GetEntityResponse.getDefaultInstance();
        }
        return GetEntityResponse.newBuilder()
                .setExists(true)
                .setEntity(metadata(view))
                .build();
    }

    QueryEntitiesResponse query(QueryEntitiesRequest request) {
        var asked = request.getQuery();
        int pageSize = asked.hasPageSize() && asked.getPageSize().getValue() > 0
                ? Math.min(asked.getPageSize().getValue(), EntityQuery.PAGE_MAX)
                : PAGE_DEFAULT;
        EntityPage page = page(asked, pageSize);
        QueryEntitiesResponse.Builder response = QueryEntitiesResponse.newBuilder();
        page.entities().forEach(view -> response.addEntities(metadata(view)));
        StringValue continuation = continuation(page.continuation());
        if (continuation != null) {
            response.setContinuationToken(continuation);
        }
        return response.build();
    }

    /** As many as fit into an answer that every client can take; one at least. */
    private EntityPage page(dev.perdure.core.protocol.EntityQuery asked, int pageSize) {
        EntityPage page = InstanceQueries.page(() -> engine.entities(new EntityQuery(
                asked.getInstanceIdStartsWith().getValue(),
                Times.instant(asked.hasLastModifiedFrom(), asked.getLastModifiedFrom()),
                Times.instant(asked.hasLastModifiedTo(), asked.getLastModifiedTo()),
                asked.getIncludeState(),
                asked.getIncludeTransient(),
                pageSize,
                asked.getContinuationToken().getValue())));
        long bytes = page.entities().stream()
                .mapToLong(view -> metadata(view).getSerializedSize())
                .sum();
        return bytes <= InstanceQueries.PAGE_BYTES_MAX || pageSize == 1 ? page : page(asked, pageSize / 2);
    }

    CompletableFuture<CleanEntityStorageResponse> clean(CleanEntityStorageRequest request) {
        return InstanceQueries.page(() -> engine.cleanEntities(
                        request.getRemoveEmptyEntities(),
                        request.getReleaseOrphanedLocks(),
                        request.getContinuationToken().getValue()))
                .thenApply(done -> {
                    CleanEntityStorageResponse.Builder response = CleanEntityStorageResponse.newBuilder()
                            .setEmptyEntitiesRemoved(done.emptyRemoved())
                            .setOrphanedLocksReleased(done.locksReleased());
                    StringValue continuation = continuation(done.continuation());
                    if (continuation != null) {
                        response.setContinuationToken(continuation);
                    }
                    return response.build();
                });
    }

    /** Absent at the end: some clients go on for as long as there is one, even an empty one. */
    private static @Nullable StringValue continuation(String token) {
        return token.isEmpty() ? null : StringValue.of(token);
    }

    private static EntityMetadata metadata(EntityView view) {
        EntityMetadata.Builder metadata = EntityMetadata.newBuilder()
                .setInstanceId(view.id())
                .setLastModifiedTime(Times.timestamp(view.lastModified()))
                .setBacklogQueueSize(view.backlog());
        if (view.lockedBy() != null) {
            metadata.setLockedBy(StringValue.of(view.lockedBy()));
        }
        if (view.state() != null) {
            metadata.setSerializedState(StringValue.of(view.state()));
        }
        return metadata.build();
    }
}
