package dev.perdure.client.spi;

import java.time.Duration;

/**
 * Carries requests of the Durable Functions HTTP API to a host and brings back its answers.
 *
 * <p>Implementations are thread-safe: any number of threads may send at once. {@link #send} blocks its caller and holds
 * no other thread.
 */
public interface Transport extends AutoCloseable {

    /**
     * Sends {@code request} and returns the host's answer, whatever its status: an error status is an answer. The
     * exchange, with every repetition the request's {@link RetryRule} allows, ends within the request's deadline.
     *
     * @throws RuntimeException if no answer was had; each implementation says which ones, and they tell a request that
     *     certainly had no effect from one that may have had it
     */
    TransportResponse send(TransportRequest request);

    /**
     * Whether the host is Perdure, which has more than the API that all hosts share. Unless that is known, the host is
     * asked, with a read that changes nothing.
     *
     * @param within how long that may take
     * @throws RuntimeException as {@link #send}
     */
    default boolean isPerdure(Duration within) {
        TransportRequest question = TransportRequest.builder("GET", "/health/live")
                .operation("ask for the kind of host")
                .deadline(within)
                .build();
        return send(question).header(HttpHeaders.PERDURE_VERSION).isPresent();
    }

    /** Lets go of what this transport holds. Calls already sent finish. Idempotent. */
    @Override
    void close();
}
