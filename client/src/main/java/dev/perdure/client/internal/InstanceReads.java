package dev.perdure.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.StatusOptions;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads and lists instances. Thread-safe. */
public final class InstanceReads {

    private final HostCalls calls;
    private final Function<JsonNode, InstanceStatus> reader;

    /** Makes the reads; {@code reader} turns a status payload into a status. */
    public InstanceReads(HostCalls calls, Function<JsonNode, InstanceStatus> reader) {
        this.calls = calls;
        this.reader = reader;
    }

    /** The instance, or empty if there is none. */
    public Optional<InstanceStatus> status(String instanceId, StatusOptions options) {
        TransportRequest request =
                question(instanceId, options, calls.requests().deadline());
        TransportResponse response = calls.send(request);
        return response.status() == 404 ? Optional.empty() : Optional.of(read(request, response));
    }

    /** The request for a status. */
    public TransportRequest question(String instanceId, StatusOptions options, Duration within) {
        return calls.requests().status(instanceId, options, within);
    }

    /** The status in an answer. */
    public InstanceStatus read(TransportRequest request, TransportResponse response) {
        return switch (response.status()) {
            case 200, 202 -> ManagementResponses.read(request, response, reader);
            default -> throw ManagementResponses.failure(request, response);
        };
    }

    /** A lazy stream over all pages. Entities, which hosts list among the instances, are left out. */
    public Stream<InstanceStatus> list(InstanceFilter filter) {
        Pages.PageRequest page = token -> {
            if (token == null && !filter.tags().isEmpty()) {
                calls.requirePerdure("list", null, "a filter by tags");
            }
            return calls.requests().list(filter, token);
        };
        return Pages.stream(calls::send, page, reader)
                .filter(status -> !status.instanceId().startsWith("@"))
                .filter(status -> filter.name().map(status.name()::equals).orElse(true));
    }
}
