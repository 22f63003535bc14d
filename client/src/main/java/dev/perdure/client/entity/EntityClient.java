package dev.perdure.client.entity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.internal.HostCalls;
import dev.perdure.client.internal.ManagementRequests;
import dev.perdure.client.internal.ManagementResponses;
import dev.perdure.client.internal.Pages;
import dev.perdure.client.internal.Target;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.core.EntityId;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signals, reads, lists and cleans up the entities of a host. Had from
 * {@link dev.perdure.client.DurableClient#entities()}, whose description of blocking, repeating and exceptions holds here
 * too. Thread-safe.
 */
public final class EntityClient {

    /** Stands for the empty key when a state is read. */
    private static final String EMPTY_KEY = "$";

    private static final char[] FORBIDDEN = {'/', '\\', '#', '?'};

    private static final String OPERATION_CLEAN = "clean entity storage";

    private final HostCalls calls;

    /** For {@link dev.perdure.client.DurableClient}, from which users have it. */
    public EntityClient(HostCalls calls) {
        this.calls = calls;
    }

    /**
     * Asks an operation of an entity, which need not exist yet: it has a state once an operation has given it one. Returns
     * when the host has taken the signal, not when the operation is done; signals of one client are not ordered among each
     * other.
     *
     * <p>Repeated by itself where the host honours idempotency keys, and there done exactly once; elsewhere
     * {@link dev.perdure.client.OutcomeUnknownException} if the answer got lost.
     *
     * @param input of the operation; null for none, which is distinct from a value that is written as the JSON null
     */
    public void signal(EntityId entity, String operation, @Nullable Object input) {
        send(entity, operation, input, null);
    }

    /**
     * As {@link #signal(EntityId, String, Object)}, but the operation is done no earlier than at {@code scheduledTime}.
     * Perdure only.
     *
     * @throws dev.perdure.client.UnsupportedByHostException if the host is another; nothing was sent
     */
    public void signal(EntityId entity, String operation, @Nullable Object input, Instant scheduledTime) {
        calls.requirePerdure("signal " + operation + " to " + entity, null, "a scheduled time");
        send(entity, operation, input, scheduledTime);
    }

    private void send(EntityId entity, String operation, @Nullable Object input, @Nullable Instant scheduledTime) {
        // Without a key in the path it is empty; the sign for the empty key has a meaning in reads only.
        String key = entity.key().isEmpty() ? "" : "/" + segment(entity.key(), "entity key");
        Target target = calls.requests().other("entities/" + name(entity) + key).set("op", operation);
        if (scheduledTime != null) {
            target.set("scheduledTime", scheduledTime.toString());
        }
        TransportRequest.Builder request = calls.requests()
                .write("POST", target)
                .operation("signal " + operation)
                .instanceId(entity.toString());
        String json = calls.converter().serialize(input);
        if (json != null) {
            ManagementRequests.json(request, json);
        }
        calls.sendForSuccess(request.build());
    }

    /**
     * The state of an entity; empty if it has none, which is distinct from a state that is the JSON null. Changes nothing
     * and is repeated freely.
     *
     * @throws IllegalArgumentException if the key is {@code $}, which means the empty key in this request
     */
    public Optional<EntityState> readState(EntityId entity) {
        if (entity.key().equals(EMPTY_KEY)) {
            throw new IllegalArgumentException(
                    "The state of '" + entity
                            + "' cannot be read over HTTP: there the key '$' means the empty key. List the entities of its name.");
        }
        String key = entity.key().isEmpty() ? EMPTY_KEY : segment(entity.key(), "entity key");
        TransportRequest request = calls.requests()
                .read(calls.requests().other("entities/" + name(entity) + "/" + key))
                .operation("read entity state")
                .instanceId(entity.toString())
                .build();
        TransportResponse response = calls.send(request);
        return switch (response.status()) {
            case 200 ->
                Optional.of(ManagementResponses.read(
                        request, response, body -> EntityState.read(entity, body, calls.converter())));
            case 404 -> Optional.empty();
            default -> throw ManagementResponses.failure(request, response);
        };
    }

    /**
     * The entities that meet {@code filter}, in the host's order. Lazy: a page is fetched when its first entity is asked
     * for, so the stream may throw whatever a call may. Changes nothing; each page is repeated freely. An entity that
     * changes between two pages may be missed or come twice.
     */
    public Stream<EntityState> list(EntityFilter filter) {
        Pages.PageRequest page = token -> {
            Target target = calls.requests()
                    .other("entities"
                            + filter.name()
                                    .map(n -> "/" + Target.segment(n, "entity name"))
                                    .orElse(""))
                    .set("top", Integer.toString(filter.pageSize()))
                    .set("fetchState", Boolean.toString(filter.showsState()));
            filter.lastOperationFrom().ifPresent(from -> target.set("lastOperationTimeFrom", from.toString()));
            filter.lastOperationTo().ifPresent(to -> target.set("lastOperationTimeTo", to.toString()));
            return calls.requests().page(target, "list entities", token);
        };
        return Pages.stream(calls::send, page, item -> EntityState.listed(item, calls.converter()));
    }

    /**
     * Removes entities without state that have nothing to do, and releases the locks of holders that do not exist any
     * more, over all entities of the hub. Makes as many requests as that takes; each is repeated by itself and, as
     * cleaning twice is cleaning once, without harm. Perdure only.
     *
     * @throws dev.perdure.client.UnsupportedByHostException if the host is another; nothing was sent
     */
    public CleanedStorage cleanStorage(boolean removeEmptyEntities, boolean releaseOrphanedLocks) {
        calls.requirePerdure(OPERATION_CLEAN, null, "the cleaning of its entity storage");
        int removed = 0;
        int released = 0;
        String token = null;
        do {
            Target target = calls.requests()
                    .other("cleanEntityStorage")
                    .set("removeEmptyEntities", Boolean.toString(removeEmptyEntities))
                    .set("releaseOrphanedLocks", Boolean.toString(releaseOrphanedLocks));
            TransportRequest.Builder request = calls.requests().write("POST", target);
            if (token != null) {
                request.header(HttpHeaders.CONTINUATION_TOKEN, token);
            }
            TransportRequest question = request.operation(OPERATION_CLEAN).build();
            TransportResponse response = calls.sendForSuccess(question);
            CleanedStorage step = ManagementResponses.read(question, response, EntityClient::cleaned);
            removed += step.emptyEntitiesRemoved();
            released += step.orphanedLocksReleased();
            token = response.header(HttpHeaders.CONTINUATION_TOKEN).orElse("");
        } while (!token.isEmpty());
        return new CleanedStorage(removed, released);
    }

    private static CleanedStorage cleaned(JsonNode body) {
        return new CleanedStorage(
                ManagementResponses.count(body, "emptyEntitiesRemoved"),
                ManagementResponses.count(body, "orphanedLocksReleased"));
    }

    private static String name(EntityId entity) {
        return segment(entity.name(), "entity name");
    }

    /** Not every host and proxy takes these in a path, even percent-encoded. */
    private static String segment(String text, String what) {
        for (char c : FORBIDDEN) {
            if (text.indexOf(c) >= 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' cannot be the " + what + " in a request over HTTP: it contains '" + c + "'.");
            }
        }
        return Target.segment(text, what);
    }
}
