package dev.perdure.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Changes existing instances. Thread-safe. */
public final class InstanceChanges {

    private final HostCalls calls;

    public InstanceChanges(HostCalls calls) {
        this.calls = calls;
    }

    /** Sends an external event. */
    public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
        String json = calls.converter().serialize(payload);
        TransportRequest request =
                calls.requests().raiseEvent(instanceId, eventName, json == null || json.isBlank() ? "null" : json);
        TransportResponse response = calls.send(request);
        switch (response.status()) {
            case 200, 202 -> {}
            case 404 -> throw new InstanceNotFoundException(request.operation(), instanceId);
            case 410 ->
                throw new WrongInstanceStateException(
                        request.operation(), instanceId, "has ended: the event was not taken.");
            default -> throw ManagementResponses.failure(request, response);
        }
    }

    /** Ends an instance; with {@code recursive} its descendants too. One that has ended stays as it is. */
    public void terminate(String instanceId, String reason, boolean recursive) {
        Target target =
                calls.requests().target(InstanceOperation.TERMINATE, instanceId).set("reason", reason);
        if (recursive) {
            calls.requirePerdure("terminate", instanceId, "the descendants");
            target.set("recursive", "true");
        }
        hold(InstanceOperation.TERMINATE, instanceId, target);
    }

    /** Cancels an instance and its descendants. One that has ended stays as it is. */
    public void cancel(String instanceId, String reason) {
        calls.requirePerdure("cancel", instanceId, "cancelling");
        hold(
                InstanceOperation.TERMINATE,
                instanceId,
                calls.requests()
                        .target(InstanceOperation.TERMINATE, instanceId)
                        .set("reason", reason)
                        .set("cancel", "true"));
    }

    /** Suspends or resumes. An instance that has ended stays as it is. */
    public void hold(InstanceOperation operation, String instanceId, String reason) {
        hold(
                operation,
                instanceId,
                calls.requests().target(operation, instanceId).set("reason", reason));
    }

    private void hold(InstanceOperation operation, String instanceId, Target target) {
        TransportRequest request =
                calls.requests().change(operation, instanceId, target).build();
        TransportResponse response = calls.send(request);
        switch (response.status()) {
            case 200, 202, 410 -> {}
            case 404 -> throw new InstanceNotFoundException(request.operation(), instanceId);
            default -> throw failure(request, response, instanceId);
        }
    }

    /** Undoes the failure of a failed instance. */
    public void rewind(String instanceId, String reason) {
        Target target =
                calls.requests().target(InstanceOperation.REWIND, instanceId).set("reason", reason);
        TransportRequest request = calls.requests()
                .change(InstanceOperation.REWIND, instanceId, target)
                .build();
        TransportResponse response = calls.send(request);
        switch (response.status()) {
            case 200, 202 -> {}
            case 404 -> throw new InstanceNotFoundException(request.operation(), instanceId);
            case 410 ->
                throw new WrongInstanceStateException(
                        request.operation(), instanceId, "has not failed: only a failed one can be rewound.");
            default -> throw failure(request, response, instanceId);
        }
    }

    /** Starts an instance again, under a new id or its own. Returns the id. */
    public String restart(String instanceId, boolean withNewId) {
        Target target = calls.requests()
                .target(InstanceOperation.RESTART, instanceId)
                .set("restartWithNewInstanceId", Boolean.toString(withNewId));
        TransportRequest request = calls.requests()
                .change(InstanceOperation.RESTART, instanceId, target)
                .build();
        TransportResponse response = calls.send(request);
        return switch (response.status()) {
            case 200, 202 -> ManagementResponses.read(request, response, InstanceChanges::id);
            // The contract answers 400 for an unknown id, and there is nothing else in the request to refuse.
            case 400, 404 -> throw new InstanceNotFoundException(request.operation(), instanceId);
            default -> {
                if (InstanceStarts.isDuplicate(response)) {
                    throw new InstanceAlreadyExistsException(
                            request.operation(), instanceId, ManagementResponses.message(response));
                }
                throw failure(request, response, instanceId);
            }
        };
    }

    private static String id(JsonNode body) {
        String id = body.path("id").asText();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("it does not say the id of the instance");
        }
        return id;
    }

    /** Deletes an instance that has ended; with {@code recursive} its descendants too. Returns how many. */
    public int purge(String instanceId, boolean recursive) {
        Target target = calls.requests().target(InstanceOperation.PURGE, instanceId);
        if (recursive) {
            calls.requirePerdure("purge", instanceId, "the descendants");
            target.set("recursive", "true");
        }
        TransportRequest request = calls.requests()
                .change(InstanceOperation.PURGE, instanceId, target)
                .header(HttpHeaders.PERDURE_IF_ENDED, "true")
                .build();
        TransportResponse response = calls.send(request);
        return switch (response.status()) {
            case 404 -> 0;
            case 200 -> ManagementResponses.instancesDeleted(request, response);
            case 409 ->
                throw new WrongInstanceStateException(
                        request.operation(), instanceId, "has not ended: terminate it first.");
            default -> throw ManagementResponses.failure(request, response);
        };
    }

    /** Deletes the instances in one of these statuses that were created in this time. Returns how many. */
    public int purge(@Nullable Instant createdFrom, @Nullable Instant createdTo, Collection<RuntimeStatus> statuses) {
        TransportRequest request = calls.requests().purge(createdFrom, createdTo, statuses);
        TransportResponse response = calls.send(request);
        return switch (response.status()) {
            case 404 -> 0;
            case 200 -> ManagementResponses.instancesDeleted(request, response);
            default -> throw ManagementResponses.failure(request, response);
        };
    }

    private static RuntimeException failure(TransportRequest request, TransportResponse response, String instanceId) {
        return ManagementResponses.saysWrongState(response)
                ? new WrongInstanceStateException(
                        request.operation(),
                        instanceId,
                        "is in a state that does not allow it: " + ManagementResponses.message(response))
                : ManagementResponses.failure(request, response);
    }
}
