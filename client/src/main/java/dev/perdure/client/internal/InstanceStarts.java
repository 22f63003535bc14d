package dev.perdure.client.internal;

import dev.perdure.client.IdReuse;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.StartOptions;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.core.InstanceId;
import org.jspecify.annotations.Nullable;

/** Starts instances. Thread-safe. */
public final class InstanceStarts {

    private final HostCalls calls;

    /**
     * The instance after a start. Immutable.
     *
     * @param attached whether it existed before, and the start only found it
     */
    public record Started(String instanceId, boolean attached) {}

    public InstanceStarts(HostCalls calls) {
        this.calls = calls;
    }

    /** Starts an instance of the orchestrator {@code name}. */
    public Started start(String name, @Nullable Object input, StartOptions options) {
        String instanceId = options.instanceId().orElseGet(InstanceId::random);
        String inputJson = calls.converter().serialize(input);
        Target target = target(name, instanceId, options);
        TransportRequest request = calls.requests()
                .start(name, instanceId, inputJson, options.traceParent().orElse(null), target);
        requireHost(options, request);
        TransportResponse response = calls.send(request);
        if (response.status() >= 200 && response.status() <= 202) {
            return new Started(
                    instanceId, response.header(HttpHeaders.PERDURE_ATTACHED).isPresent());
        }
        if (!isDuplicate(response)) {
            throw ManagementResponses.failure(request, response);
        }
        if (options.idReuse() == IdReuse.ATTACH_LIVE) {
            return new Started(instanceId, true);
        }
        throw new InstanceAlreadyExistsException(
                request.operation(), instanceId, ManagementResponses.message(response));
    }

    private Target target(String name, String instanceId, StartOptions options) {
        Target target = calls.requests().startTarget(name, instanceId);
        options.version().ifPresent(version -> target.set("version", version));
        options.startTime().ifPresent(time -> target.set("startTime", time.toString()));
        if (options.idReuse() != IdReuse.REPLACE_TERMINAL) {
            target.set("idReuse", options.idReuse().wireName());
        }
        options.tags().forEach((tag, value) -> target.add("tag", tag + "=" + value));
        return target;
    }

    private void requireHost(StartOptions options, TransportRequest request) {
        String feature = null;
        if (options.startTime().isPresent()) {
            feature = "a start time";
        } else if (!options.tags().isEmpty()) {
            feature = "tags";
        } else if (!options.idReuse().isCommon()) {
            feature = "the id reuse policy '" + options.idReuse().wireName() + "'";
        }
        if (feature != null) {
            calls.requirePerdure(request.operation(), request.instanceId().orElse(null), feature);
        }
    }

    /** Whether an instance of the id is in the way. Hosts other than Perdure say so with the status 500. */
    static boolean isDuplicate(TransportResponse response) {
        return response.status() == 409
                || (response.status() == 500 && ManagementResponses.saysAlreadyExists(response));
    }
}
