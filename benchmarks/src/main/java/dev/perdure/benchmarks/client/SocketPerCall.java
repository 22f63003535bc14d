package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/** A bare socket for each call. Thread-safe. */
final class SocketPerCall implements Variant {

    private final URI origin;
    private final LongAdder opened = new LongAdder();

    SocketPerCall(URI origin) {
        this.origin = origin;
    }

    @Override
    public void call(Endpoint endpoint) throws IOException {
        opened.increment();
        try (BareSocket socket = new BareSocket(origin)) {
            socket.exchange(endpoint.request());
        }
    }

    @Override
    public long sockets() {
        return opened.sum();
    }

    @Override
    public void close() {}
}
