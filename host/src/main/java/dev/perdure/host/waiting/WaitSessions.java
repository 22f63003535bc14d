package dev.perdure.host.waiting;

import dev.perdure.engine.TaskHubEngine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Long polls of many clients, each for many instances. A client names a session, says once which instances it waits for,
 * and polls; so ten thousand callers of one process hold one connection. Sessions are volatile: after a restart, or
 * {@value #FORGOTTEN_AFTER_SECONDS} seconds without a poll, the client is asked to say everything again.
 *
 * <p>Thread-safe. A poll blocks its caller, who should be a virtual thread.
 */
public final class WaitSessions {

    /** Sessions at a time. */
    public static final int SESSIONS_MAX = 1_000;
    /** Instances one session may wait for. */
    public static final int IDS_MAX = 100_000;
    /** Instances all sessions together may wait for. */
    public static final int IDS_MAX_TOGETHER = 1_000_000;
    /** How long a session is remembered after its last poll. */
    public static final int FORGOTTEN_AFTER_SECONDS = 60;

    private static final long FORGOTTEN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(FORGOTTEN_AFTER_SECONDS);

    private final WaitSession.Watcher watcher;
    private final LongSupplier nanos;
    private final Map<String, WaitSession> sessions = new ConcurrentHashMap<>();
    /** Held while sessions are made or forgotten, not while they wait. */
    private final ReentrantLock making = new ReentrantLock();

    private volatile boolean ended;

    public WaitSessions(TaskHubEngine engine) {
        this(engine::waitForExisting, System::nanoTime);
    }

    WaitSessions(WaitSession.Watcher watcher, LongSupplier nanos) {
        this.watcher = watcher;
        this.nanos = nanos;
    }

    /**
     * Takes a question in and waits for something to tell, at most {@code timeout}.
     *
     * @throws InterruptedException if the waiting thread is interrupted; the session stays
     */
    public WaitAnswer poll(WaitQuestion question, Duration timeout) throws InterruptedException {
        WaitSession session = sessions.get(question.session());
        if (session == null) {
            if (!question.full()) {
                return new WaitAnswer.UnknownSession();
            }
            forgetUnused();
            session = make(question.session());
            if (session == null) {
                return new WaitAnswer.Full(SESSIONS_MAX + " sessions");
            }
        }
        session.usedAt(nanos.getAsLong());
        int more = question.completion().size() + question.start().size();
        if (more > 0 && watched() + more > IDS_MAX_TOGETHER) {
            return new WaitAnswer.Full(IDS_MAX_TOGETHER + " instances waited for");
        }
        return switch (session.take(question, IDS_MAX)) {
            case OVERTAKEN -> new WaitAnswer.UnknownSession();
            case TOO_MANY -> new WaitAnswer.TooManyIds(IDS_MAX);
            case YES -> await(session, timeout);
        };
    }

    private WaitAnswer await(WaitSession session, Duration timeout) throws InterruptedException {
        if (ended) {
            session.end();
        }
        try {
            return session.await(timeout);
        } finally {
            session.usedAt(nanos.getAsLong());
        }
    }

    /** Answers all polls, now and from now on, without waiting: the host is closing. */
    public void end() {
        ended = true;
        sessions.values().forEach(WaitSession::end);
    }

    /** How many sessions are remembered. */
    public int sessions() {
        return sessions.size();
    }

    /** How many instances they wait for, all together. */
    public long watched() {
        return sessions.values().stream().mapToLong(WaitSession::size).sum();
    }

    private @Nullable WaitSession make(String id) {
        making.lock();
        try {
            WaitSession there = sessions.get(id);
            if (there != null) {
                return there;
            }
            if (sessions.size() >= SESSIONS_MAX) {
                return null;
            }
            WaitSession made = new WaitSession(watcher, nanos.getAsLong());
            sessions.put(id, made);
            return made;
        } finally {
            making.unlock();
        }
    }

    private void forgetUnused() {
        long now = nanos.getAsLong();
        making.lock();
        try {
            sessions.entrySet().removeIf(entry -> {
                boolean unused = entry.getValue().isUnusedFor(FORGOTTEN_AFTER_NANOS, now);
                if (unused) {
                    entry.getValue().end();
                }
                return unused;
            });
        } finally {
            making.unlock();
        }
    }
}
