package dev.perdure.client.session;

import dev.perdure.client.SessionClosedException;
import dev.perdure.client.SessionStats;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The right of one client to use a session, until it closes the lease. Thread-safe. */
public final class SessionLease implements Transport {

    private final HttpSession session;
    private final Runnable giveBack;
    private final AtomicBoolean closed = new AtomicBoolean();

    SessionLease(HttpSession session, Runnable giveBack) {
        this.session = session;
        this.giveBack = giveBack;
    }

    @Override
    public TransportResponse send(TransportRequest request) {
        if (closed.get()) {
            throw new SessionClosedException(
                    request.operation() + " was not done: this client of " + session.origin() + " is closed.");
        }
        return session.send(request);
    }

    @Override
    public boolean isPerdure(Duration within) {
        if (closed.get()) {
            throw new SessionClosedException("Nothing was asked: this client of " + session.origin() + " is closed.");
        }
        return session.isPerdure(within);
    }

    /** What the session did and does, for all its clients together. */
    public SessionStats stats() {
        return session.stats();
    }

    /** What all clients of the session share under this name; made when the first asks for it. */
    public <T> T shared(String name, Class<T> type, Function<Transport, T> make) {
        return session.shared(name, type, make);
    }

    /** The session behind this lease. */
    HttpSession session() {
        return session;
    }

    /**
     * Gives the lease back; the last lease of a session closes it. Does not wait: calls already accepted go on within
     * their deadlines. Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
