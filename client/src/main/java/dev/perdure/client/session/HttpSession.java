package dev.perdure.client.session;

import dev.perdure.client.DurableClientException;
import dev.perdure.client.SessionClosedException;
import dev.perdure.client.SessionStats;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.hc.core5.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Transport} over pooled HTTP/1.1 connections to one origin. Calls run on the caller's thread; a virtual thread
 * parks while it waits. A connection error costs the call that met it at most a repetition, and no other call anything:
 * it retires the {@link Generation} of the connection, and new calls use new connections.
 *
 * <p>Besides what {@link dev.perdure.client.DurableClientException} lists, nothing is thrown: network failures, garbage
 * and broken answers end as one of those.
 *
 * <p>Thread-safe.
 */
public final class HttpSession implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSession.class);
    /** Asks an origin of which nothing is known yet what kind of host it is. */
    private static final String PROBE_PATH = "/health/live";

    private enum State {
        OPEN,
        /** New calls are refused; those accepted go on. */
        DRAINING,
        CLOSED
    }

    private final SessionOptions options;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Runnable whenClosed;
    private final ConnectionPool pool;
    private final Connector connector;
    private final LongAdder retriedTotal = new LongAdder();
    private final Recovery recovery = new Recovery();
    private final AtomicInteger active = new AtomicInteger();
    private final ReentrantLock closeLock = new ReentrantLock();
    private final Condition closedCondition = closeLock.newCondition();
    private final Map<String, Object> shared = new ConcurrentHashMap<>();
    private volatile State state = State.OPEN;
    private volatile boolean perdureSeen;

    /**
     * Makes a session; no connection is opened before the first call.
     *
     * @param random for jitter; thread-safe
     * @param whenClosed run once, when the last call has ended after a close
     */
    HttpSession(SessionOptions options, Ticker ticker, RandomGenerator random, Runnable whenClosed) {
        this.options = options;
        this.ticker = ticker;
        this.random = random;
        this.whenClosed = whenClosed;
        this.pool = new ConnectionPool(options, ticker);
        this.connector = new Connector(options, ticker);
    }

    @Override
    public TransportResponse send(TransportRequest request) {
        active.incrementAndGet();
        try {
            if (state != State.OPEN) {
                throw new SessionClosedException(
                        request.operation() + " was not done: the session to " + origin() + " is closed.");
            }
            return new Call(this, request, ticker.nanos() + request.deadline().toNanos()).run();
        } finally {
            if (active.decrementAndGet() == 0 && state == State.DRAINING) {
                closeNow();
            }
        }
    }

    @Override
    public boolean isPerdure(Duration within) {
        return perdureSeen || Transport.super.isPerdure(within);
    }

    /** What the session did and does. */
    public SessionStats stats() {
        return pool.stats(retriedTotal.sum());
    }

    /**
     * Refuses new calls from now on. Calls accepted before, waiting ones included, go on within their deadlines; when the
     * last of them has ended, the connections are closed. Does not wait for that. Idempotent.
     */
    @Override
    public void close() {
        closeLock.lock();
        try {
            if (state == State.OPEN) {
                state = State.DRAINING;
            }
        } finally {
            closeLock.unlock();
        }
        if (active.get() == 0) {
            closeNow();
        }
    }

    /** Closes every connection at once; calls that use one fail. Idempotent. */
    void closeNow() {
        closeLock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            closedCondition.signalAll();
        } finally {
            closeLock.unlock();
        }
        pool.close();
        whenClosed.run();
    }

    /** Waits until the session is closed, at most {@code grace}. Returns whether it is. */
    boolean awaitClosed(Duration grace) throws InterruptedException {
        long nanos = grace.toNanos();
        closeLock.lock();
        try {
            while (state != State.CLOSED && nanos > 0) {
                nanos = closedCondition.awaitNanos(nanos);
            }
            return state == State.CLOSED;
        } finally {
            closeLock.unlock();
        }
    }

    /** Drops what is idle for too long and breaks off what is overdue; called about once a second. */
    void sweep() {
        pool.sweep();
    }

    <T> T shared(String name, Class<T> type, Function<Transport, T> make) {
        return type.cast(shared.computeIfAbsent(name, n -> make.apply(this)));
    }

    SessionOptions options() {
        return options;
    }

    URI origin() {
        return options.origin();
    }

    Ticker ticker() {
        return ticker;
    }

    RandomGenerator random() {
        return random;
    }

    Recovery recovery() {
        return recovery;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    void retried() {
        retriedTotal.increment();
    }

    static boolean isPerdure(TransportResponse response) {
        return response.header(HttpHeaders.PERDURE_VERSION).isPresent();
    }

    /**
     * Whether the host at this origin honours idempotency keys: it has answered as Perdure before, or does so now when
     * asked by a read that belongs to no call.
     */
    boolean honoursKeys(long deadlineNanos) {
        long left = deadlineNanos - ticker.nanos();
        if (!perdureSeen && left > 0) {
            TransportRequest probe = TransportRequest.builder("GET", PROBE_PATH)
                    .operation("ask for the kind of host")
                    .deadline(Duration.ofNanos(left))
                    .build();
            try {
                new Call(this, probe, deadlineNanos).run();
            } catch (DurableClientException e) {
                LOG.debug("The kind of host at {} could not be found out.", origin(), e);
                return false;
            }
        }
        return perdureSeen;
    }

    /**
     * Sends a request once.
     *
     * @throws NotGrantedException if there was no connection to send it on
     * @throws dev.perdure.client.SessionOverloadedException if too many wait for one
     * @throws ResponseTooLongException if the answer is longer than allowed
     */
    Attempt attempt(TransportRequest request, long deadlineNanos) throws NotGrantedException, ResponseTooLongException {
        ConnectionPool.Place place = pool.acquire(deadlineNanos);
        Connection connection;
        try {
            connection = connection(place, deadlineNanos);
        } catch (IOException e) {
            return new Attempt.NotSent(e);
        }
        boolean reusable = false;
        try {
            if (connection.wasUsed()) {
                pool.reused();
            }
            TransportResponse response = connection.exchange(request, deadlineNanos);
            perdureSeen |= isPerdure(response);
            reusable = connection.isReusable();
            recovery.answered();
            return new Attempt.Answered(response);
        } catch (ResponseTooLongException e) {
            throw e;
        } catch (IOException | HttpException e) {
            retire(connection, deadlineNanos, e);
            return connection.hasStarted() ? new Attempt.MaybeDone(e) : new Attempt.NotSent(e);
        } finally {
            pool.release(connection, reusable);
        }
    }

    /** The connection of a place, or one opened for it. On failure the place is given up. */
    private Connection connection(ConnectionPool.Place place, long deadlineNanos)
            throws IOException, NotGrantedException {
        ConnectionPool.Place now = place;
        while (true) {
            Connection idle = now.connection();
            if (idle == null) {
                return open(now.generation(), deadlineNanos);
            }
            if (!pool.isExpired(idle) && idle.isAlive()) {
                return idle;
            }
            now = pool.replace(idle);
        }
    }

    private Connection open(Generation generation, long deadlineNanos) throws IOException, NotGrantedException {
        Connection opened = null;
        try {
            opened = connector.open(generation, deadlineNanos);
        } finally {
            // A failure retires nothing: a connection is opened only when none lies idle, and those in use may be well.
            if (opened == null) {
                pool.giveUp();
            }
        }
        pool.opened(opened);
        return opened;
    }

    private void retire(Connection connection, long deadlineNanos, Exception failure) {
        if (isHostsFault(deadlineNanos) && pool.retire(connection.generation())) {
            LOG.debug(
                    "A connection to {} broke: generation {} is retired.",
                    origin(),
                    connection.generation().number(),
                    failure);
        }
    }

    /** Whether a failure says something about the host, and not only about the call that met it. */
    private boolean isHostsFault(long deadlineNanos) {
        return !Thread.currentThread().isInterrupted() && state != State.CLOSED && deadlineNanos - ticker.nanos() > 0;
    }
}
