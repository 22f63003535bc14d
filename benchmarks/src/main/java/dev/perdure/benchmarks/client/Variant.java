package dev.perdure.benchmarks.client;

import java.io.IOException;

/** A way to send requests to one host. Thread-safe. */
interface Variant extends AutoCloseable {

    /**
     * Makes one call and checks that it was answered 200 or 202.
     *
     * @throws IOException if not
     */
    void call(Endpoint endpoint) throws IOException, InterruptedException;

    /** How many sockets it has opened so far. */
    long sockets();

    @Override
    void close() throws IOException;
}
