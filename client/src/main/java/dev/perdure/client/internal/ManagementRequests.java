package dev.perdure.client.internal;

import dev.perdure.client.InstanceFilter;
import dev.perdure.client.StatusOptions;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.RetryRule;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of the Durable Functions HTTP management API. Immutable.
 *
 * @param routes where each operation is
 * @param taskHub the hub to name in each request, or null for the one of the routes
 * @param connection the connection to name in each request, or null for the one of the routes
 * @param key the key that opens the API, or null for none
 * @param deadline of each request
 */
public record ManagementRequests(
        Routes routes,
        @Nullable String taskHub,
        @Nullable String connection,
        @Nullable String key,
        Duration deadline) {

    /** A creation time before that of any instance: filters of purges must name one. */
    private static final String BEFORE_ALL = "1970-01-01T00:00:00Z";

    /** What a long poll may take beyond the time for which the host holds it. */
    private static final Duration WAIT_GRACE = Duration.ofSeconds(15);

    private static final String JSON = "application/json";

    /** The same with another deadline. */
    public ManagementRequests withDeadline(Duration other) {
        return new ManagementRequests(routes, taskHub, connection, key, other);
    }

    TransportRequest start(
            String name, String instanceId, @Nullable String inputJson, @Nullable String traceParent, Target target) {
        TransportRequest.Builder request =
                write("POST", target).operation("start " + name).instanceId(instanceId);
        if (inputJson != null) {
            json(request, inputJson);
        }
        if (traceParent != null) {
            request.header(HttpHeaders.TRACE_PARENT, traceParent);
        }
        return request.build();
    }

    Target startTarget(String name, String instanceId) {
        return named(routes.start(name, instanceId));
    }

    TransportRequest status(String instanceId, StatusOptions options, Duration within) {
        Target target = named(routes.instance(InstanceOperation.STATUS, instanceId));
        target.set("showInput", Boolean.toString(options.showsInput())).set("showDetails", "true");
        if (options.showsHistory()) {
            target.set("showHistory", "true").set("showHistoryOutput", Boolean.toString(options.showsHistoryOutput()));
        }
        return read(target)
                .operation(InstanceOperation.STATUS.text())
                .instanceId(instanceId)
                .deadline(within)
                .build();
    }

    TransportRequest list(InstanceFilter filter, @Nullable String continuationToken) {
        Target target = named(routes.instances(InstanceOperation.STATUS))
                .set("top", Integer.toString(filter.pageSize()))
                .set("showInput", Boolean.toString(filter.showsInput()));
        filter.createdFrom().ifPresent(from -> target.set("createdTimeFrom", from.toString()));
        filter.createdTo().ifPresent(to -> target.set("createdTimeTo", to.toString()));
        if (!filter.idPrefix().isEmpty()) {
            target.set("instanceIdPrefix", filter.idPrefix());
        }
        if (!filter.statuses().isEmpty()) {
            target.set("runtimeStatus", names(filter.statuses()));
        }
        filter.name().ifPresent(name -> target.set("name", name));
        filter.tags().forEach((name, value) -> target.add("tag", name + "=" + value));
        if (filter.showsDetails()) {
            target.set("showDetails", "true");
        }
        return page(target, "list", continuationToken);
    }

    /** One page of a list at {@code target}. */
    public TransportRequest page(Target target, String operation, @Nullable String continuationToken) {
        TransportRequest.Builder request = read(target).operation(operation);
        if (continuationToken != null) {
            request.header(HttpHeaders.CONTINUATION_TOKEN, continuationToken);
        }
        return request.build();
    }

    TransportRequest raiseEvent(String instanceId, String eventName, String payloadJson) {
        TransportRequest.Builder request = write("POST", named(routes.event(instanceId, eventName)))
                .operation("raise event " + eventName)
                .instanceId(instanceId);
        return json(request, payloadJson).build();
    }

    /** An operation that may have a reason and has no body. */
    TransportRequest.Builder change(InstanceOperation operation, String instanceId, @Nullable String reason) {
        Target target = named(routes.instance(operation, instanceId));
        if (reason != null) {
            target.set("reason", reason);
        }
        return change(operation, instanceId, target);
    }

    TransportRequest.Builder change(InstanceOperation operation, String instanceId, Target target) {
        return write(operation.method(), target).operation(operation.text()).instanceId(instanceId);
    }

    Target target(InstanceOperation operation, String instanceId) {
        return named(routes.instance(operation, instanceId));
    }

    TransportRequest purge(
            @Nullable Instant createdFrom, @Nullable Instant createdTo, Collection<RuntimeStatus> statuses) {
        Target target = named(routes.instances(InstanceOperation.PURGE))
                .set("createdTimeFrom", createdFrom == null ? BEFORE_ALL : createdFrom.toString());
        if (createdTo != null) {
            target.set("createdTimeTo", createdTo.toString());
        }
        return write("DELETE", target.set("runtimeStatus", names(statuses)))
                .operation("purge by filter")
                .build();
    }

    /** A long poll. It changes nothing that outlasts it, so it may be repeated. */
    public TransportRequest waits(byte[] body, Duration hold) {
        Target target = other("waits").set("timeout", Double.toString(hold.toMillis() / 1_000.0));
        return request("POST", target)
                .operation("wait for instances")
                .retryRule(RetryRule.FREELY)
                .header(HttpHeaders.CONTENT_TYPE, JSON)
                .body(body)
                .deadline(hold.plus(WAIT_GRACE))
                .build();
    }

    /** Any other place of the API, relative to its base and percent-encoded, with the hub named. */
    public Target other(String path) {
        return named(routes.other(path));
    }

    /** Begins a request that changes something, with a new idempotency key. */
    public TransportRequest.Builder write(String method, Target target) {
        return request(method, target).header(HttpHeaders.IDEMPOTENCY_KEY, InstanceId.random());
    }

    /** Begins a request that changes nothing. */
    public TransportRequest.Builder read(Target target) {
        return request("GET", target);
    }

    /** Gives a request a body of JSON. */
    public static TransportRequest.Builder json(TransportRequest.Builder request, String text) {
        return request.header(HttpHeaders.CONTENT_TYPE, JSON).body(text.getBytes(StandardCharsets.UTF_8));
    }

    private TransportRequest.Builder request(String method, Target target) {
        TransportRequest.Builder request =
                TransportRequest.builder(method, target.toString()).deadline(deadline);
        return key == null ? request : request.header(HttpHeaders.FUNCTIONS_KEY, key);
    }

    private Target named(Target target) {
        if (taskHub != null) {
            target.set("taskHub", taskHub);
        }
        if (connection != null) {
            target.set("connection", connection);
        }
        return target;
    }

    private static String names(Collection<RuntimeStatus> statuses) {
        return statuses.stream().map(RuntimeStatus::wireName).collect(Collectors.joining(","));
    }
}
