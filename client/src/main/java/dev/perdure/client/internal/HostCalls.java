package dev.perdure.client.internal;

import dev.perdure.client.InvalidRequestException;
import dev.perdure.client.UnsupportedByHostException;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.core.data.DataConverter;
import org.jspecify.annotations.Nullable;

/**
 * The way to a host: what makes requests, what carries them, and how payloads are converted. Immutable and thread-safe.
 */
public record HostCalls(Transport transport, ManagementRequests requests, DataConverter converter) {

    /**
     * As {@link Transport#send}.
     *
     * @throws InvalidRequestException if the host says that it has no such task hub
     */
    public TransportResponse send(TransportRequest request) {
        TransportResponse response = transport.send(request);
        if (response.status() == 404
                && response.header(HttpHeaders.PERDURE_UNKNOWN_HUB).isPresent()) {
            // Not to be taken for an unknown instance.
            throw new InvalidRequestException(
                    request.operation() + " was refused (HTTP 404): " + ManagementResponses.message(response),
                    response.status());
        }
        return response;
    }

    /** Sends a request of which only the statuses 200 and 202 are good. */
    public TransportResponse sendForSuccess(TransportRequest request) {
        TransportResponse response = send(request);
        if (response.status() != 200 && response.status() != 202) {
            throw ManagementResponses.failure(request, response);
        }
        return response;
    }

    /**
     * Makes sure, before anything is sent, that the host is Perdure: another one would silently leave out what the common
     * API does not have.
     *
     * @param operation that is asked for
     * @param instanceId it concerns, or null for no single one
     * @param feature of Perdure that it needs, as in "a start time"
     * @throws UnsupportedByHostException if the host is another
     */
    public void requirePerdure(String operation, @Nullable String instanceId, String feature) {
        if (!transport.isPerdure(requests.deadline())) {
            throw new UnsupportedByHostException(operation, instanceId, feature);
        }
    }
}
