package dev.perdure.client;

import dev.perdure.client.session.Ticker;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.client.waiting.LongPoll;
import dev.perdure.client.waiting.Until;
import dev.perdure.client.waiting.Verdict;
import dev.perdure.core.RuntimeStatus;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Waits for one instance: by the long poll that all callers share, where the host takes one, else by asking again and
 * again, at growing intervals. No connection is held between two questions. Confined to one thread.
 *
 * <p>A host that takes no long poll is asked after 100 ms and then at most as often as its {@code Retry-After} says. A
 * Perdure host whose long poll is full is asked after 20 ms and then up to once a second: its {@code Retry-After}, made for
 * other clients, is not heeded.
 */
final class InstanceWait {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long PERDURE_FIRST_MILLIS = 20;
    private static final long PERDURE_LAST_MILLIS = 1_000;
    private static final long OTHER_FIRST_MILLIS = 100;
    private static final long OTHER_LAST_MILLIS = 5_000;

    private final String instanceId;
    private final Until until;
    private final Duration timeout;
    private final Duration callDeadline;
    private final Ticker ticker;
    private final LongPoll longPoll;
    private final long endNanos;
    private long pauses;

    InstanceWait(
            String instanceId, Until until, Duration timeout, Duration callDeadline, Ticker ticker, LongPoll longPoll) {
        this.instanceId = instanceId;
        this.until = until;
        this.timeout = timeout;
        this.callDeadline = callDeadline;
        this.ticker = ticker;
        this.longPoll = longPoll;
        this.endNanos = ticker.nanosAfter(timeout);
    }

    InstanceStatus run(
            Function<Duration, TransportRequest> question,
            Function<TransportRequest, TransportResponse> send,
            BiFunction<TransportRequest, TransportResponse, InstanceStatus> read) {
        while (true) {
            boolean alone = longPolled() == Verdict.ASK_YOURSELF;
            TransportRequest request = question.apply(timeForOneQuestion());
            TransportResponse response = ask(request, send);
            if (response.status() == 404) {
                throw new InstanceNotFoundException("wait for the instance", instanceId);
            }
            InstanceStatus status = read.apply(request, response);
            if (isReached(status.runtimeStatus())) {
                return status;
            }
            long left = endNanos - ticker.nanos();
            if (left <= 0) {
                throw timedOut(status.runtimeStatus().wireName(), null);
            }
            if (alone) {
                pause(Math.min(left, intervalMillis(response) * NANOS_PER_MILLI));
            }
        }
    }

    private boolean isReached(RuntimeStatus status) {
        return switch (until) {
            case STARTED -> status != RuntimeStatus.PENDING;
            case ENDED -> status.isTerminal();
        };
    }

    private Verdict longPolled() {
        try {
            return longPoll.await(instanceId, until, endNanos - ticker.nanos());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private TransportResponse ask(TransportRequest request, Function<TransportRequest, TransportResponse> send) {
        try {
            return send.apply(request);
        } catch (HostUnavailableException e) {
            if (endNanos - ticker.nanos() <= NANOS_PER_MILLI * PERDURE_FIRST_MILLIS) {
                throw timedOut("unknown, because the host does not answer", e);
            }
            throw e;
        }
    }

    /** What is left, but at least a second: the last question is asked when the time is over. */
    private Duration timeForOneQuestion() {
        Duration left = Duration.ofNanos(Math.max(endNanos - ticker.nanos(), 1_000 * NANOS_PER_MILLI));
        return left.compareTo(callDeadline) < 0 ? left : callDeadline;
    }

    private long intervalMillis(TransportResponse response) {
        long doublings = Math.min(pauses++, 20);
        if (response.header(HttpHeaders.PERDURE_VERSION).isPresent()) {
            return Math.min(PERDURE_FIRST_MILLIS << doublings, PERDURE_LAST_MILLIS);
        }
        return Math.min(OTHER_FIRST_MILLIS << doublings, retryAfterMillis(response));
    }

    private static long retryAfterMillis(TransportResponse response) {
        String text = response.header(HttpHeaders.RETRY_AFTER).orElse("");
        boolean usable = text.length() == 1 && text.charAt(0) >= '1' && text.charAt(0) <= '9';
        return usable ? (text.charAt(0) - '0') * 1_000L : OTHER_LAST_MILLIS;
    }

    private void pause(long nanos) {
        try {
            ticker.sleep(nanos);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private CallInterruptedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CallInterruptedException(
                "Waiting for the instance '" + instanceId + "' was interrupted. The instance goes on.", e);
    }

    private WaitTimeoutException timedOut(String lastStatus, @Nullable Throwable cause) {
        return new WaitTimeoutException(
                instanceId,
                "The instance '" + instanceId + "' had not " + (until == Until.ENDED ? "ended" : "started") + " after "
                        + timeout + "; its status was " + lastStatus
                        + (cause == null
                                ? ". It goes on: wait again, or terminate it."
                                : ". Check that a host runs at this client's origin, then wait again."),
                cause);
    }
}
