package dev.perdure.client.session;

import dev.perdure.client.SessionOverloadedException;
import dev.perdure.client.SessionStats;
import dev.perdure.client.session.NotGrantedException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one session: which are in use, which lie idle, who waits. A connection in use, one being opened and
 * one lying idle each take one of a fixed number of places, whatever their generation. Waiting is strictly first come,
 * first served: a place or connection that becomes free goes to the caller that has waited longest, and no later caller
 * can overtake.
 *
 * <p>Thread-safe. Nothing under the lock blocks. A connection is closed before its place is given away, so the number of
 * open sockets never exceeds the limit.
 */
final class ConnectionPool {

    private final int connectionsMax;
    private final int waitersMax;
    private final long idleNanosMax;
    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();
    // All below: guarded by the lock.
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
    private Generation current = new Generation(1);
    private int places;
    private boolean closed;
    private long openedTotal;
    private long reusedTotal;

    ConnectionPool(SessionOptions options, Ticker ticker) {
        this.connectionsMax = options.connectionsMax();
        this.waitersMax = options.waitersMax();
        this.idleNanosMax = options.idleMax().toNanos();
        this.ticker = ticker;
    }

    /**
     * A place in the pool, and the idle connection that came with it; without one the holder may open its own. The holder
     * gives it back by {@link #release}, or by {@link #giveUp} if it never had a connection.
     */
    record Place(Generation generation, @Nullable Connection connection) {}

    /** A caller in the queue. */
    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        // Written under the lock, read by the waiting thread.
        volatile @Nullable Place place;
        volatile boolean refused;
    }

    /**
     * Returns a place, waiting for it if need be.
     *
     * @throws SessionOverloadedException if the queue is full
     * @throws NotGrantedException if the deadline passed, the thread was interrupted or the pool was closed first
     */
    Place acquire(long deadlineNanos) throws NotGrantedException {
        Waiter waiter;
        if (Thread.currentThread().isInterrupted()) {
            throw new NotGrantedException(Reason.INTERRUPTED);
        }
        lock.lock();
        try {
            if (closed) {
                throw new NotGrantedException(Reason.CLOSED);
            }
            Place place = waiters.isEmpty() ? freePlace() : null;
            if (place != null) {
                return place;
            }
            if (waiters.size() >= waitersMax) {
                throw new SessionOverloadedException("All " + connectionsMax + " connections are in use and "
                        + waiters.size() + " calls wait for one, which is the limit: nothing was sent. Repeat the call "
                        + "later, or raise waitersMax or connectionsMax.");
            }
            waiter = new Waiter();
            waiters.add(waiter);
        } finally {
            lock.unlock();
        }
        return await(waiter, deadlineNanos);
    }

    private Place await(Waiter waiter, long deadlineNanos) throws NotGrantedException {
        while (true) {
            Place place = waiter.place;
            if (place != null) {
                return place;
            }
            if (waiter.refused) {
                throw new NotGrantedException(Reason.CLOSED);
            }
            long left = deadlineNanos - ticker.nanos();
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (left <= 0 || interrupted) {
                Place late = leave(waiter);
                if (late == null) {
                    throw new NotGrantedException(interrupted ? Reason.INTERRUPTED : Reason.DEADLINE);
                }
                return late;
            }
            LockSupport.parkNanos(waiter, left);
        }
    }

    /** Takes the waiter out of the queue, unless it was given a place at the last moment. */
    private @Nullable Place leave(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
            return waiter.place;
        } finally {
            lock.unlock();
        }
    }

    /** A place for the next caller, or null if there is none. Under the lock. */
    private @Nullable Place freePlace() {
        Connection connection = idle.pollFirst();
        if (connection != null) {
            inUse.add(connection);
            return new Place(current, connection);
        }
        if (places < connectionsMax) {
            places++;
            return new Place(current, null);
        }
        return null;
    }

    /** Gives free places to those who wait, in their order. Under the lock. */
    private void serveWaiters() {
        Iterator<Waiter> next = waiters.iterator();
        while (next.hasNext()) {
            Place place = freePlace();
            if (place == null) {
                return;
            }
            Waiter waiter = next.next();
            next.remove();
            waiter.place = place;
            LockSupport.unpark(waiter.thread);
        }
    }

    /**
     * Puts a connection just opened into the place of its holder.
     *
     * @throws NotGrantedException if the pool was closed meanwhile; the connection is closed and the place given up
     */
    void opened(Connection connection) throws NotGrantedException {
        lock.lock();
        try {
            if (!closed) {
                inUse.add(connection);
                openedTotal++;
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
        giveUp();
        throw new NotGrantedException(Reason.CLOSED);
    }

    /**
     * Exchanges a connection that turned out to be dead for another idle one or, if there is none, for the right to open
     * one. The holder keeps its turn: it does not queue again.
     */
    Place replace(Connection dead) {
        dead.close();
        lock.lock();
        try {
            inUse.remove(dead);
            Connection other = idle.pollFirst();
            if (other != null) {
                inUse.add(other);
                places--;
                serveWaiters();
            }
            return new Place(current, other);
        } finally {
            lock.unlock();
        }
    }

    /** Counts an exchange on a connection that had served before. */
    void reused() {
        lock.lock();
        try {
            reusedTotal++;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back whose holder has no connection. */
    void giveUp() {
        lock.lock();
        try {
            places--;
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a connection back. It goes to the caller that has waited longest, or lies idle; it is closed if it must not
     * be used again or its generation is retired.
     */
    void release(Connection connection, boolean reusable) {
        if (reusable && keep(connection)) {
            return;
        }
        connection.close();
        lock.lock();
        try {
            inUse.remove(connection);
            places--;
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(Connection connection) {
        connection.rest(ticker.nanos());
        lock.lock();
        try {
            if (closed || connection.generation().isRetired()) {
                return false;
            }
            inUse.remove(connection);
            idle.addFirst(connection);
            serveWaiters();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Retires {@code generation} if it is the current one: new calls use the next. Does nothing for one that was retired
     * before, so a late error of an old generation does no harm.
     *
     * @return whether this call retired it
     */
    boolean retire(Generation generation) {
        List<Connection> dropped;
        lock.lock();
        try {
            if (generation != current) {
                return false;
            }
            current.retire();
            current = new Generation(generation.number() + 1);
            dropped = new ArrayList<>(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        drop(dropped);
        return true;
    }

    /** Closes connections that have no place in any queue, and then gives their places away. */
    private void drop(List<Connection> connections) {
        if (connections.isEmpty()) {
            return;
        }
        connections.forEach(Connection::close);
        lock.lock();
        try {
            places -= connections.size();
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a connection has lain idle for so long that it must not be used any more. */
    boolean isExpired(Connection connection) {
        return ticker.nanos() - connection.idleSinceNanos() >= idleNanosMax;
    }

    /**
     * Drops connections idle for too long, and breaks off those whose call is past its deadline (reading stops by itself
     * then; writing to a host that does not read does not). To be called about once a second.
     */
    void sweep() {
        List<Connection> expired = new ArrayList<>();
        lock.lock();
        try {
            // The least recently used ones are last.
            while (!idle.isEmpty() && isExpired(idle.getLast())) {
                expired.add(idle.removeLast());
            }
            long now = ticker.nanos();
            for (Connection connection : inUse) {
                if (connection.deadlineNanos() - now < 0) {
                    // Under the lock, because only there it is certain that its call still has it.
                    connection.close();
                }
            }
        } finally {
            lock.unlock();
        }
        drop(expired);
    }

    /** Closes every connection, used or idle, and refuses those who wait. Idempotent. */
    void close() {
        List<Connection> dropped;
        List<Connection> broken;
        lock.lock();
        try {
            closed = true;
            dropped = new ArrayList<>(idle);
            idle.clear();
            broken = new ArrayList<>(inUse);
            for (Waiter waiter : waiters) {
                waiter.refused = true;
                LockSupport.unpark(waiter.thread);
            }
            waiters.clear();
        } finally {
            lock.unlock();
        }
        broken.forEach(Connection::close);
        drop(dropped);
    }

    SessionStats stats(long retriedTotal) {
        lock.lock();
        try {
            return new SessionStats(
                    places, idle.size(), waiters.size(), openedTotal, reusedTotal, retriedTotal, current.number());
        } finally {
            lock.unlock();
        }
    }
}
