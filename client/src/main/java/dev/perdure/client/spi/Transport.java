package dev.perdure.client.spi;

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

    /** Lets go of what this transport holds. Calls already sent finish. Idempotent. */
    @Override
    void close();
}
