package dev.perdure.client.session;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a process: one for each origin, shared by all who ask for it and closed when the last of them closes
 * its lease, and the private ones. Looks after all of them about once a second. When the JVM shuts down, each gets
 * {@link #SHUTDOWN_GRACE} to end the calls it has accepted.
 *
 * <p>Thread-safe.
 */
public final class SharedSessions {

    /** How long calls in flight may go on when the JVM shuts down, for all sessions together. */
    public static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(SharedSessions.class);
    private static final long SWEEP_MILLIS = 1_000;
    private static final SharedSessions PROCESS = new SharedSessions(Ticker.SYSTEM, threadLocalRandom());

    private final Ticker ticker;
    private final RandomGenerator random;
    private final ScheduledThreadPoolExecutor sweeper;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock. A shared session that is being closed is in none of them but "sweeps".
    private final Map<URI, Shared> shared = new HashMap<>();
    private final Map<HttpSession, ScheduledFuture<?>> sweeps = new HashMap<>();
    private boolean hooked;

    private static final class Shared {
        final HttpSession session;
        int leases;

        Shared(HttpSession session) {
            this.session = session;
        }
    }

    SharedSessions(Ticker ticker, RandomGenerator random) {
        this.ticker = ticker;
        this.random = random;
        this.sweeper = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "perdure-client-sweeper");
            thread.setDaemon(true);
            return thread;
        });
        sweeper.setRemoveOnCancelPolicy(true);
        sweeper.setKeepAliveTime(10, TimeUnit.SECONDS);
        sweeper.allowCoreThreadTimeOut(true);
    }

    /** The sessions of this process. */
    public static SharedSessions ofProcess() {
        return PROCESS;
    }

    /**
     * Leases the shared session of the options' origin, which is made if there is none.
     *
     * @throws IllegalStateException if it is open with other options
     */
    public SessionLease lease(SessionOptions options) {
        lock.lock();
        try {
            Shared found = shared.get(options.origin());
            if (found == null) {
                found = new Shared(session(options));
                shared.put(options.origin(), found);
            } else if (!found.session.options().equals(options)) {
                throw new IllegalStateException("The session to " + options.origin()
                        + " is shared by this process and open with other options. Use the same ones, or ask for a "
                        + "private session.");
            }
            found.leases++;
            Shared held = found;
            return new SessionLease(held.session, () -> giveBack(held));
        } finally {
            lock.unlock();
        }
    }

    /** Makes a session that nobody shares. */
    public SessionLease leasePrivate(SessionOptions options) {
        lock.lock();
        try {
            HttpSession session = session(options);
            return new SessionLease(session, session::close);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Shared held) {
        lock.lock();
        try {
            held.leases--;
            if (held.leases > 0) {
                return;
            }
            shared.remove(held.session.origin());
        } finally {
            lock.unlock();
        }
        held.session.close();
    }

    /** Under the lock. */
    private HttpSession session(SessionOptions options) {
        if (!hooked && this == PROCESS) {
            hookShutdown();
        }
        HttpSession[] made = new HttpSession[1];
        HttpSession session = new HttpSession(options, ticker, random, () -> forget(made[0]));
        made[0] = session;
        sweeps.put(
                session,
                sweeper.scheduleWithFixedDelay(session::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS));
        return session;
    }

    private void forget(HttpSession session) {
        lock.lock();
        try {
            ScheduledFuture<?> sweep = sweeps.remove(session);
            if (sweep != null) {
                sweep.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void hookShutdown() {
        hooked = true;
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(SHUTDOWN_GRACE), "perdure-client-shutdown"));
        } catch (IllegalStateException e) {
            LOG.debug("The JVM is shutting down already: sessions made now get no grace.", e);
        }
    }

    /** Closes all sessions: refuses new calls, lets the accepted ones go on for {@code grace}, then breaks them off. */
    void shutDown(Duration grace) {
        List<HttpSession> sessions;
        lock.lock();
        try {
            sessions = new ArrayList<>(sweeps.keySet());
        } finally {
            lock.unlock();
        }
        sessions.forEach(HttpSession::close);
        long endNanos = ticker.nanos() + grace.toNanos();
        try {
            for (HttpSession session : sessions) {
                session.awaitClosed(Duration.ofNanos(Math.max(0, endNanos - ticker.nanos())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sessions.forEach(HttpSession::closeNow);
    }

    private static RandomGenerator threadLocalRandom() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
