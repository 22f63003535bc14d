package dev.perdure.client;

import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.RetryRule;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of the Durable Functions HTTP management API. Immutable.
 *
 * @param taskHub the hub to name in each request, or null for the host's own
 * @param key the key that opens the API, or null for none
 * @param deadline of each request
 */
record ManagementRequests(
        @Nullable String taskHub, @Nullable String key, Duration deadline) {

    private static final String BASE = "/runtime/webhooks/durabletask/";
    /** What a long poll may take beyond the time for which the host holds it. */
    private static final Duration WAIT_GRACE = Duration.ofSeconds(15);

    private static final String JSON = "application/json";

    TransportRequest start(String name, String instanceId, @Nullable String inputJson, @Nullable String traceParent) {
        TransportRequest.Builder request = write(
                        "POST",
                        path("orchestrators", segment(name, "orchestrator name"), segment(instanceId, "instance id"))
                                .toString())
                .operation("start " + name)
                .instanceId(instanceId);
        if (inputJson != null) {
            request.header(HttpHeaders.CONTENT_TYPE, JSON).body(inputJson.getBytes(StandardCharsets.UTF_8));
        }
        if (traceParent != null) {
            request.header(HttpHeaders.TRACE_PARENT, traceParent);
        }
        return request.build();
    }

    TransportRequest status(String instanceId, boolean showInput, boolean showHistory, Duration within) {
        Query query = instance(instanceId).add("showInput", Boolean.toString(showInput));
        if (showHistory) {
            query.add("showHistory", "true").add("showHistoryOutput", "true");
        }
        return request("GET", query.toString())
                .operation("status")
                .instanceId(instanceId)
                .deadline(within)
                .build();
    }

    TransportRequest list(InstanceFilter filter, @Nullable String continuationToken) {
        Query query = path("instances").add("top", Integer.toString(filter.pageSize()));
        query.add("showInput", Boolean.toString(filter.showsInput()));
        filter.createdFrom().ifPresent(from -> query.add("createdTimeFrom", from.toString()));
        filter.createdTo().ifPresent(to -> query.add("createdTimeTo", to.toString()));
        if (!filter.idPrefix().isEmpty()) {
            query.add("instanceIdPrefix", filter.idPrefix());
        }
        if (!filter.statuses().isEmpty()) {
            query.add(
                    "runtimeStatus",
                    filter.statuses().stream().map(RuntimeStatus::wireName).collect(Collectors.joining(",")));
        }
        TransportRequest.Builder request = request("GET", query.toString()).operation("list");
        if (continuationToken != null) {
            request.header(HttpHeaders.CONTINUATION_TOKEN, continuationToken);
        }
        return request.build();
    }

    TransportRequest raiseEvent(String instanceId, String eventName, String payloadJson) {
        return write(
                        "POST",
                        instance(instanceId, "raiseEvent", segment(eventName, "event name"))
                                .toString())
                .operation("raise event " + eventName)
                .instanceId(instanceId)
                .header(HttpHeaders.CONTENT_TYPE, JSON)
                .body(payloadJson.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    TransportRequest terminate(String instanceId, String reason) {
        return write(
                        "POST",
                        instance(instanceId, "terminate").add("reason", reason).toString())
                .operation("terminate")
                .instanceId(instanceId)
                .build();
    }

    TransportRequest purge(String instanceId) {
        return write("DELETE", instance(instanceId).toString())
                .operation("purge")
                .instanceId(instanceId)
                .build();
    }

    /** A long poll. It changes nothing that outlasts it, so it may be repeated. */
    TransportRequest waits(byte[] body, Duration hold) {
        String seconds = Double.toString(hold.toMillis() / 1_000.0);
        return request("POST", path("waits").add("timeout", seconds).toString())
                .operation("wait for instances")
                .retryRule(RetryRule.FREELY)
                .header(HttpHeaders.CONTENT_TYPE, JSON)
                .body(body)
                .deadline(hold.plus(WAIT_GRACE))
                .build();
    }

    private TransportRequest.Builder write(String method, String pathAndQuery) {
        return request(method, pathAndQuery).header(HttpHeaders.IDEMPOTENCY_KEY, InstanceId.random());
    }

    private TransportRequest.Builder request(String method, String pathAndQuery) {
        TransportRequest.Builder request =
                TransportRequest.builder(method, pathAndQuery).deadline(deadline);
        return key == null ? request : request.header(HttpHeaders.FUNCTIONS_KEY, key);
    }

    private Query instance(String instanceId, String... more) {
        StringBuilder path =
                new StringBuilder("instances/").append(segment(InstanceId.requireValid(instanceId), "instance id"));
        for (String segment : more) {
            path.append('/').append(segment);
        }
        return path(path.toString());
    }

    /** The path of these segments, which are encoded already, with the hub as the first parameter of its query. */
    private Query path(String... segments) {
        Query query = new Query(BASE + String.join("/", segments));
        return taskHub == null ? query : query.add("taskHub", taskHub);
    }

    /**
     * One path segment, percent-encoded. Empty and dot segments are refused: on the way they would vanish and leave a
     * path that means something else.
     */
    private static String segment(String text, String what) {
        if (text.isBlank() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("'" + text + "' cannot be the " + what + " in a request over HTTP.");
        }
        return encoded(text);
    }

    /** Percent-encodes everything but letters, digits and {@code - _ . ~}, as UTF-8. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || "-_.~".indexOf(b) >= 0;
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    /** A path and the query behind it. Confined to one thread. */
    private static final class Query {

        private final StringBuilder text;
        private char separator = '?';

        Query(String path) {
            this.text = new StringBuilder(path);
        }

        Query add(String name, String value) {
            text.append(separator).append(name).append('=').append(encoded(value));
            separator = '&';
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
