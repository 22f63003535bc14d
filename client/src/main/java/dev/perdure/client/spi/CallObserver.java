package dev.perdure.client.spi;

import java.util.Map;

/**
 * Is told of every call of a client, all its repetitions being one call: to make a span of it, to count or to log it. May
 * add headers, such as a W3C {@code traceparent}.
 *
 * <p>Thread-safe. Everything runs on the caller's thread and should be quick. What it throws, the call throws.
 */
@FunctionalInterface
public interface CallObserver {

    /** A call begins. Its deadline is running from now on. */
    Observation begin(TransportRequest request);

    /** One call under observation; ends exactly once, in one of the two ways. Confined to the calling thread. */
    interface Observation {

        /**
         * Headers to send with the request and its repetitions; asked for once. One that the request has already, in
         * whatever case, stays as it is.
         */
        default Map<String, String> headers() {
            return Map.of();
        }

        /** The host has answered, with an error status perhaps. */
        void answered(TransportResponse response);

        /** No answer was had. */
        void failed(RuntimeException failure);
    }
}
