package dev.perdure.benchmarks.client;

import dev.perdure.client.DurableClient;
import dev.perdure.client.DurableClientException;
import java.io.IOException;
import java.net.URI;

/** Perdure's client over a session of its own. Thread-safe. */
final class PerdureClient implements Variant {

    private final DurableClient client;

    PerdureClient(URI origin) {
        this.client = DurableClient.builder().origin(origin).privateSession().build();
    }

    @Override
    public void call(Endpoint endpoint) throws IOException {
        try {
            switch (endpoint) {
                case STATUS -> {
                    if (client.status(Endpoint.INSTANCE).isEmpty()) {
                        throw new IOException("the instance is not there");
                    }
                }
                case START -> client.start(Endpoint.ORCHESTRATOR, Endpoint.INPUT);
            }
        } catch (DurableClientException e) {
            throw new IOException(e);
        }
    }

    @Override
    public long sockets() {
        return client.sessionStats().orElseThrow().openedTotal();
    }

    @Override
    public void close() {
        client.close();
    }
}
