package dev.perdure.client.session;

import dev.perdure.client.SessionClosedException;
import dev.perdure.client.SessionStats;
import dev.perdure.client.spi.CallObserver;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The right of one client to use a session, until it closes the lease. Thread-safe. */
public final class SessionLease implements Transport {

    private final HttpSession session;
    private final Runnable giveBack;
    private final AtomicBoolean closed;
    private final @Nullable CallObserver observer;

    SessionLease(HttpSession session, Runnable giveBack) {
        this(session, giveBack, new AtomicBoolean(), null);
    }

    private SessionLease(
            HttpSession session, Runnable giveBack, AtomicBoolean closed, @Nullable CallObserver observer) {
        this.session = session;
        this.giveBack = giveBack;
        this.closed = closed;
        this.observer = observer;
    }

    /** This lease with an observer of its calls. Closing one of the two closes both. */
    public SessionLease observedBy(CallObserver callObserver) {
        return new SessionLease(session, giveBack, closed, callObserver);
    }

    @Override
    public TransportResponse send(TransportRequest request) {
        if (closed.get()) {
            throw new SessionClosedException(
                    request.operation() + " was not done: this client of " + session.origin() + " is closed.");
        }
        return observer == null ? session.send(request) : observed(observer.begin(request), request);
    }

    private TransportResponse observed(CallObserver.Observation observation, TransportRequest request) {
        TransportResponse response;
        try {
            response = session.send(request.withHeaders(observation.headers()));
        } catch (RuntimeException e) {
            observation.failed(e);
            throw e;
        }
        observation.answered(response);
        return response;
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
