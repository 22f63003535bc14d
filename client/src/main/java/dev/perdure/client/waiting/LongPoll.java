package dev.perdure.client.waiting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.perdure.client.DurableClientException;
import dev.perdure.client.SessionClosedException;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for any number of instances on a Perdure host by one long poll. At most two requests are under way at once: the
 * one that waits, and one that takes its place when there is something new to wait for. While nobody waits there is no
 * request and no thread.
 *
 * <p>Whatever goes wrong on the way (a lost answer, a restarted host, questions that overtake each other) ends in telling
 * the host everything again, never in a caller that waits for what has happened already.
 *
 * <p>Thread-safe.
 */
public final class LongPoll {

    /** Instances waited for at once; for what comes beyond, callers ask by themselves. A host takes 100,000. */
    public static final int WATCHED_MAX = 90_000;
    /** How long the host may hold a poll that has nothing to tell. */
    public static final Duration HOLD = Duration.ofSeconds(25);
    /** How long a host that takes no long poll is not asked for one again. */
    private static final Duration NOT_ASKED_AGAIN = Duration.ofSeconds(60);

    private static final int REQUESTS_MAX = 2;
    private static final long PAUSE_MILLIS_FIRST = 50;
    private static final long PAUSE_MILLIS_LAST = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(LongPoll.class);

    private final Polls polls;
    private final String session;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final WatchList list = new WatchList();

    @GuardedBy("lock")
    private int threads;

    /** The number of the newest question. */
    @GuardedBy("lock")
    private long newest;

    /** Whether the newest question is still without an answer. */
    @GuardedBy("lock")
    private boolean newestUnderWay;

    /** Whether it is, and the host may take its time over it. */
    @GuardedBy("lock")
    private boolean newestHolds;

    private volatile long notBeforeNanos = System.nanoTime();

    /** Sends a poll. */
    @FunctionalInterface
    public interface Polls {
        /**
         * Sends a question and returns the host's answer, whatever its status.
         *
         * @param body the question, as JSON
         * @param hold how long the host may take over it
         */
        TransportResponse send(byte[] body, Duration hold);
    }

    /**
     * Makes one that waits for nothing yet.
     *
     * @param session a random id, by which the host knows this client again
     */
    public LongPoll(Polls polls, String session, RandomGenerator random) {
        this.polls = polls;
        this.session = session;
        this.random = random;
    }

    /**
     * Waits until the host says that an instance has got there, or that there is none, at most {@code nanos}. Blocks the
     * caller, who may be a virtual thread.
     *
     * @throws SessionClosedException if the session is closed meanwhile
     */
    public Verdict await(String instanceId, Until until, long nanos) throws InterruptedException {
        Watched watched = new Watched(instanceId, until);
        Waiter waiter;
        lock.lock();
        try {
            if (notBeforeNanos - System.nanoTime() > 0 || list.size() >= WATCHED_MAX) {
                return Verdict.ASK_YOURSELF;
            }
            waiter = list.add(watched);
            tellHost();
        } finally {
            lock.unlock();
        }
        try {
            return waiter.verdict().get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Verdict.TIMED_OUT;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DurableClientException failure) {
                throw failure;
            }
            throw new IllegalStateException("Waiting for instance '" + instanceId + "' failed.", e);
        } finally {
            leave(watched, waiter);
        }
    }

    private void leave(Watched watched, Waiter waiter) {
        lock.lock();
        try {
            list.remove(watched, waiter);
            if (list.isEmpty() && newestHolds) {
                startThread();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void tellHost() {
        if (list.hasNews()) {
            startThread();
        }
    }

    @GuardedBy("lock")
    private void startThread() {
        if (threads < REQUESTS_MAX) {
            threads++;
            Thread.ofVirtual().name("perdure-long-poll").start(this::run);
        }
    }

    /** One poll after another, as long as this thread is needed. */
    private void run() {
        int failures = 0;
        boolean notReleased = false;
        while (true) {
            Question question;
            boolean nobodyWaits;
            lock.lock();
            try {
                nobodyWaits = list.isEmpty();
                // Where an older poll may arrive after the one that should have ended it, that one is repeated.
                boolean needed =
                        nobodyWaits ? newestHolds || (notReleased && threads > 1) : !newestUnderWay || list.hasNews();
                if (!needed) {
                    threads--;
                    return;
                }
                question = list.question(++newest);
                newestUnderWay = true;
                newestHolds = !nobodyWaits;
            } finally {
                lock.unlock();
            }
            // A poll that nobody needs any more is replaced by one that does not wait.
            boolean understood = poll(question, nobodyWaits ? Duration.ZERO : HOLD);
            notReleased = nobodyWaits && !understood;
            failures = understood ? 0 : failures + 1;
            if (failures > (question.full() ? 0 : 1)) {
                pause(failures);
            }
        }
    }

    /** Sends a question and does what its answer says. False if it was not understood or did not arrive. */
    private boolean poll(Question question, Duration hold) {
        try {
            TransportResponse response = polls.send(PollMessages.write(session, question), hold);
            lock.lock();
            try {
                ended(question);
                return answered(response);
            } finally {
                lock.unlock();
            }
        } catch (DurableClientException e) {
            lock.lock();
            try {
                ended(question);
                failed(e);
                return false;
            } finally {
                lock.unlock();
            }
        }
    }

    @GuardedBy("lock")
    private void ended(Question question) {
        if (question.number() == newest) {
            newestUnderWay = false;
            newestHolds = false;
        }
    }

    @GuardedBy("lock")
    private void failed(DurableClientException failure) {
        if (failure instanceof SessionClosedException) {
            list.failAll(failure);
        } else {
            LOG.debug("A long poll failed; everything is told to the host again.", failure);
            list.distrust();
        }
    }

    @GuardedBy("lock")
    private boolean answered(TransportResponse response) {
        boolean isPerdure = response.header(HttpHeaders.PERDURE_VERSION).isPresent();
        Optional<PollMessages.Answer> answer =
                response.status() == 200 && isPerdure ? PollMessages.read(response.body()) : Optional.empty();
        if (answer.isPresent()) {
            list.answered(answer.get());
            return true;
        }
        if (isPerdure && (response.status() == 410 || response.status() >= 500)) {
            list.distrust();
            return false;
        }
        LOG.debug("The host takes no long poll (HTTP {}): instances are asked for one by one.", response.status());
        notBeforeNanos = System.nanoTime() + NOT_ASKED_AGAIN.toNanos();
        list.dismissAll(Verdict.ASK_YOURSELF);
        return false;
    }

    private void pause(int failures) {
        long most = Math.min(PAUSE_MILLIS_FIRST << Math.min(failures, 10), PAUSE_MILLIS_LAST);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(most / 2 + random.nextLong(most / 2 + 1)));
    }
}
