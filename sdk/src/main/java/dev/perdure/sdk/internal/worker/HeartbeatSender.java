package dev.perdure.sdk.internal.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.StringValue;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.internal.activity.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the heartbeats of one delivery of an activity, one in each period at most. What is said meanwhile is sent at the end
 * of the period, the last of it only.
 *
 * <p>Thread-safe.
 */
final class HeartbeatSender implements Heartbeat, AutoCloseable {

    static final int CHARS_MAX = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatSender.class);

    /** What all heartbeats of a worker have in common. */
    record Means(
            DataConverter converter,
            Duration period,
            ScheduledExecutorService scheduler,
            LongSupplier nanoClock,
            WorkerCounters counters) {}

    private final Means means;
    private final Outlet session;
    private final Supplier<String> token;
    private final PerdureDelivery delivery;
    private final ReentrantLock lock = new ReentrantLock();

    /** The last detail there was, also of the delivery before: a heartbeat without one leaves it as it is. */
    @GuardedBy("lock")
    private @Nullable String pending;

    @GuardedBy("lock")
    private boolean scheduled;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private boolean sentBefore;

    @GuardedBy("lock")
    private long sentNanos;

    private HeartbeatSender(Means means, Outlet session, WorkItem item, Supplier<String> token) {
        this.means = means;
        this.session = session;
        this.token = token;
        this.delivery = item.getPerdureDelivery();
        this.pending = delivery.hasLastHeartbeat() ? delivery.getLastHeartbeat().getValue() : null;
    }

    static HeartbeatSender of(Means means, Outlet session, WorkItem item) {
        return of(means, session, item, item::getCompletionToken);
    }

    /** @param token of the latest delivery */
    static HeartbeatSender of(Means means, Outlet session, WorkItem item, Supplier<String> token) {
        return new HeartbeatSender(means, session, item, token);
    }

    @Override
    public void beat(@Nullable Object detail) {
        String text = detail == null ? null : means.converter().serialize(detail);
        if (text != null && text.length() > CHARS_MAX) {
            throw new IllegalArgumentException("The detail of a heartbeat has " + text.length()
                    + " characters; at most " + CHARS_MAX + " are kept. Say where the rest is to be found instead.");
        }
        if (!delivery.getTakesHeartbeats()) {
            return;
        }
        long waitNanos;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (text != null) {
                pending = text;
            }
            if (scheduled) {
                return;
            }
            long since = means.nanoClock().getAsLong() - sentNanos;
            waitNanos = sentBefore ? Math.max(0, means.period().toNanos() - since) : 0;
            scheduled = true;
        } finally {
            lock.unlock();
        }
        if (waitNanos == 0) {
            send();
            return;
        }
        try {
            var unused = means.scheduler().schedule(this::send, waitNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The worker is closed; a heartbeat is not sent.", e);
        }
    }

    @Override
    public <T> Optional<T> last(Class<T> type) {
        if (!delivery.hasLastHeartbeat()) {
            return Optional.empty();
        }
        Object value = means.converter().deserialize(delivery.getLastHeartbeat().getValue(), type);
        return Optional.ofNullable(value).map(type::cast);
    }

    /** The activity has ended: its result says more than a heartbeat. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        PerdureHeartbeatRequest.Builder beat =
                PerdureHeartbeatRequest.newBuilder().setCompletionToken(token.get());
        lock.lock();
        try {
            scheduled = false;
            if (closed) {
                return;
            }
            if (pending != null) {
                beat.setDetail(StringValue.of(pending));
            }
            sentNanos = means.nanoClock().getAsLong();
            sentBefore = true;
        } finally {
            lock.unlock();
        }
        means.counters().heartbeats().increment();
        var unused = session.send(c -> c.heartbeat(beat.build())).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("A heartbeat did not reach the host; the next one may.", failure);
            }
        });
    }
}
