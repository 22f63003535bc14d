package dev.perdure.client.internal;

import dev.perdure.core.InstanceId;

/**
 * The routes under one base path, as the HTTP API lays them out. Immutable.
 *
 * @param base the path of the API, beginning and ending with a slash
 * @param query parameters that every request has, percent-encoded; empty for none
 */
public record BaseRoutes(String base, String query) implements Routes {

    /** The base path of a host's management API. */
    public static final String WEBHOOK = "/runtime/webhooks/durabletask/";

    public BaseRoutes {
        if (!base.startsWith("/") || !base.endsWith("/")) {
            throw new IllegalArgumentException("The base path '" + base + "' must begin and end with '/'.");
        }
    }

    /** The routes of a host's management API, without a code. */
    public static BaseRoutes webhook() {
        return new BaseRoutes(WEBHOOK, "");
    }

    @Override
    public Target start(String orchestrator, String instanceId) {
        return other("orchestrators/" + Target.segment(orchestrator, "orchestrator name") + "/" + id(instanceId));
    }

    @Override
    public Target instances(InstanceOperation operation) {
        return other("instances");
    }

    @Override
    public Target instance(InstanceOperation operation, String instanceId) {
        return other("instances/" + id(instanceId) + operation.suffix());
    }

    @Override
    public Target event(String instanceId, String eventName) {
        return other("instances/" + id(instanceId) + "/raiseEvent/" + Target.segment(eventName, "event name"));
    }

    @Override
    public boolean hasBase() {
        return true;
    }

    @Override
    public Target other(String path) {
        return Target.of(base + path).addEncoded(query);
    }

    static String id(String instanceId) {
        return Target.segment(InstanceId.requireValid(instanceId), "instance id");
    }
}
