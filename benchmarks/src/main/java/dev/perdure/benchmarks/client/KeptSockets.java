package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Up to 30 bare sockets, kept alive; a fair semaphore says whose turn it is. Thread-safe. */
final class KeptSockets implements Variant {

    private static final int SOCKETS_MAX = 30;

    private final URI origin;
    private final Semaphore turns = new Semaphore(SOCKETS_MAX, true);
    private final ConcurrentLinkedDeque<BareSocket> idle = new ConcurrentLinkedDeque<>();
    private final LongAdder opened = new LongAdder();

    KeptSockets(URI origin) {
        this.origin = origin;
    }

    @Override
    public void call(Endpoint endpoint) throws IOException, InterruptedException {
        turns.acquire();
        try {
            BareSocket socket = idle.pollFirst();
            if (socket == null) {
                opened.increment();
                socket = new BareSocket(origin);
            }
            socket.exchange(endpoint.request());
            idle.addFirst(socket);
        } finally {
            turns.release();
        }
    }

    @Override
    public long sockets() {
        return opened.sum();
    }

    @Override
    public void close() throws IOException {
        for (BareSocket socket = idle.pollFirst(); socket != null; socket = idle.pollFirst()) {
            socket.close();
        }
    }
}
