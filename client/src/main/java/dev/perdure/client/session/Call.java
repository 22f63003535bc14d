package dev.perdure.client.session;

import dev.perdure.client.CallInterruptedException;
import dev.perdure.client.DurableClientException;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.SessionClosedException;
import dev.perdure.client.SessionOverloadedException;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.RetryRule;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.net.ConnectException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One call: attempts until there is an answer to give, as long as repeating cannot do the request twice and the deadline
 * has not passed. Confined to the calling thread.
 *
 * <p>What may be repeated:
 * <ul>
 *   <li>not sent: any request;
 *   <li>maybe done: a read; a write only at a host known to honour idempotency keys;
 *   <li>answered with 503 and {@code Retry-After}, which means "refused, nothing done": a read; a write only if the answer
 *       is a Perdure host's, because elsewhere something between may have said it.
 * </ul>
 */
final class Call {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** With less left than this, no further attempt is made. */
    private static final long LEAST_NANOS = 2_000_000;
    /** A host that asks for a longer pause is asked again after this one. */
    private static final long RETRY_AFTER_SECONDS_MAX = 30;

    private final HttpSession session;
    private final TransportRequest request;
    private final long deadlineNanos;
    private final Backoff backoff;
    /** Why the outcome of an earlier attempt is not known, or null if all earlier ones certainly did nothing. */
    private @Nullable Exception doubt;

    Call(HttpSession session, TransportRequest request, long deadlineNanos) {
        this.session = session;
        this.request = request;
        this.deadlineNanos = deadlineNanos;
        this.backoff = new Backoff(session.random());
    }

    TransportResponse run() {
        while (true) {
            Attempt attempt;
            long epoch = session.recovery().epoch();
            try {
                attempt = session.attempt(request, deadlineNanos);
            } catch (NotGrantedException e) {
                throw notGranted(e);
            } catch (SessionOverloadedException e) {
                throw doubt == null ? e : unknown("its repetition found the session overloaded", e);
            } catch (ResponseTooLongException e) {
                throw new UnexpectedResponseException(
                        request.operation() + ": " + e.getMessage() + ". Ask for less, or raise responseBytesMax.",
                        e.status(),
                        e);
            }
            if (attempt instanceof Attempt.Answered answered) {
                TransportResponse response = answered.response();
                requireSameKindOfHost(response);
                OptionalLong pause = pauseAskedFor(response);
                if (pause.isEmpty()) {
                    return response;
                }
                if (!pauseFits(pause.getAsLong())) {
                    throw gaveUp("the host kept refusing it for overload (HTTP 503)", null);
                }
                pause(pause.getAsLong());
            } else if (attempt instanceof Attempt.NotSent notSent) {
                pauseAfter(notSent.cause(), epoch);
            } else if (attempt instanceof Attempt.MaybeDone maybeDone) {
                if (isWrite()) {
                    doubt = maybeDone.cause();
                    requireKeysHonoured();
                }
                pauseAfter(maybeDone.cause(), epoch);
            }
            session.retried();
        }
    }

    private boolean isWrite() {
        return request.retryRule() == RetryRule.IF_KEY_HONOURED;
    }

    /** Returns if this write may be repeated although it may have been done. */
    private void requireKeysHonoured() {
        boolean carriesKey = request.headers().containsKey(HttpHeaders.IDEMPOTENCY_KEY);
        if (!carriesKey || !session.honoursKeys(deadlineNanos)) {
            throw unknown(
                    "the connection failed after it was sent, and this host is not known to honour idempotency "
                            + "keys, so it was not repeated",
                    doubt);
        }
    }

    /**
     * A repetition after a doubtful attempt was answered. If the one who answered is not a host that honours keys (the
     * host was replaced by another kind meanwhile), the answer proves nothing.
     */
    private void requireSameKindOfHost(TransportResponse response) {
        if (doubt != null && !HttpSession.isPerdure(response)) {
            throw unknown("it was repeated, and another kind of host answered (" + response + ")", doubt);
        }
    }

    /** How long to wait before asking again after a refusal; empty if the answer is one to give to the caller. */
    private OptionalLong pauseAskedFor(TransportResponse response) {
        if (response.status() != 503 || (isWrite() && !HttpSession.isPerdure(response))) {
            return OptionalLong.empty();
        }
        String text = response.header(HttpHeaders.RETRY_AFTER).orElse("");
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long seconds = Math.min(Long.parseLong(text), RETRY_AFTER_SECONDS_MAX);
        return OptionalLong.of(seconds == 0 ? backoff.nextNanos() : backoff.atLeast(seconds * NANOS_PER_SECOND));
    }

    private boolean pauseFits(long nanos) {
        return deadlineNanos - session.ticker().nanos() - nanos >= LEAST_NANOS;
    }

    /**
     * Waits before the next attempt after a failure, until the host answers anybody or the pause is over, or gives up if it
     * makes no sense to go on.
     */
    private void pauseAfter(Exception failure, long epoch) {
        long left = deadlineNanos - session.ticker().nanos();
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(failure);
        }
        if (session.isClosed()) {
            throw closed(failure);
        }
        String disagreement = TlsDisagreement.of(failure).orElse(null);
        if (disagreement != null) {
            throw gaveUpAtOnce(disagreement, failure);
        }
        if (left < LEAST_NANOS) {
            throw gaveUp(failure.getMessage() == null ? "no answer came" : failure.getMessage(), failure);
        }
        // Halving near the end leaves a last chance instead of sleeping through it.
        long nanos = Math.min(backoff.nextNanos(), left / 2);
        try {
            session.ticker().sleep(nanos, most -> session.recovery().await(epoch, most));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(failure);
        }
    }

    private void pause(long nanos) {
        try {
            session.ticker().sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private DurableClientException notGranted(NotGrantedException e) {
        return switch (e.reason()) {
            case DEADLINE -> gaveUp("no connection became free", null);
            case INTERRUPTED -> interrupted(e);
            case CLOSED -> closed(e);
        };
    }

    private DurableClientException gaveUpAtOnce(String why, Exception cause) {
        return doubt != null
                ? unknown("it could not be repeated: " + session.origin() + " " + why, cause)
                : new HostUnavailableException(
                        request.operation() + of() + " was not done: " + session.origin() + " " + why + ".", cause);
    }

    private DurableClientException gaveUp(String why, @Nullable Exception cause) {
        if (doubt != null) {
            return unknown("it could not be repeated inside its deadline of " + request.deadline() + ": " + why, cause);
        }
        return new HostUnavailableException(
                request.operation() + of() + " was not done inside its deadline of " + request.deadline() + ": "
                        + session.origin() + ": " + why + ". Check that the host runs there" + tlsHint(cause)
                        + ", and repeat the call.",
                cause);
    }

    /** To a host with TLS, plain text is a connection that ends without an answer. */
    private String tlsHint(@Nullable Exception cause) {
        boolean plain = "http".equals(session.origin().getScheme());
        return plain && cause != null && !(cause instanceof ConnectException)
                ? ", and if it speaks TLS, write https:// in its address"
                : "";
    }

    private DurableClientException interrupted(Exception cause) {
        return doubt != null
                ? unknown("the calling thread was interrupted", cause)
                : new CallInterruptedException(
                        request.operation() + of() + " was not done: the calling thread was interrupted.", cause);
    }

    private DurableClientException closed(Exception cause) {
        return doubt != null
                ? unknown("the session was closed", cause)
                : new SessionClosedException(request.operation() + of() + " was not done: the session to "
                        + session.origin() + " is closed.");
    }

    private OutcomeUnknownException unknown(String why, @Nullable Exception cause) {
        return new OutcomeUnknownException(
                request.operation(), request.instanceId().orElse(null), why + ".", cause == null ? doubt : cause);
    }

    private String of() {
        return request.instanceId().map(id -> " for instance '" + id + "'").orElse("");
    }
}
