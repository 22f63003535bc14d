package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.LongAdder;

/** A client of the JDK for each call, closed after it. Thread-safe. */
final class JdkClientPerCall implements Variant {

    private final URI origin;
    private final LongAdder calls = new LongAdder();

    JdkClientPerCall(URI origin) {
        this.origin = origin;
    }

    @Override
    public void call(Endpoint endpoint) throws IOException, InterruptedException {
        calls.increment();
        try (HttpClient client = JdkClient.make()) {
            JdkClient.send(client, origin, endpoint.request());
        }
    }

    /** One a call. */
    @Override
    public long sockets() {
        return calls.sum();
    }

    @Override
    public void close() {}
}
