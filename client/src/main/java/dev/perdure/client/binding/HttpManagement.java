package dev.perdure.client.binding;

import dev.perdure.client.CallInterruptedException;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.session.Ticker;
import dev.perdure.core.InstanceId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers for those who trigger a function by HTTP: URLs to manage an instance with, or its result if it is there soon.
 * Had from {@link dev.perdure.client.DurableClient#http()}. Thread-safe.
 */
public final class HttpManagement {

    /** How long to wait for completion unless said otherwise. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** How long to pause between two questions unless said otherwise. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final String RETRY_AFTER_SECONDS = "10";

    private final LinkTemplates links;
    private final @Nullable String origin;
    private final Function<String, Optional<InstanceStatus>> statuses;
    private final Ticker ticker;

    /**
     * For {@link dev.perdure.client.DurableClient}, from which users have it.
     *
     * @param requestUrl of the request to be answered, whose scheme, host and port the URLs get; null to leave them
     * @param statuses asks the host for a status
     */
    public HttpManagement(
            LinkTemplates links,
            @Nullable URI requestUrl,
            Function<String, Optional<InstanceStatus>> statuses,
            Ticker ticker) {
        this.links = links;
        this.origin = requestUrl == null ? null : origin(requestUrl);
        this.statuses = statuses;
        this.ticker = ticker;
    }

    private static String origin(URI requestUrl) {
        if (requestUrl.getScheme() == null || requestUrl.getRawAuthority() == null) {
            throw new IllegalArgumentException("'" + requestUrl + "' is not the absolute URL of a request.");
        }
        String authority = requestUrl.getRawAuthority();
        return requestUrl.getScheme() + "://" + authority.substring(authority.indexOf('@') + 1);
    }

    /**
     * The URLs by which others may manage the instance. Nothing is sent, and the instance need not exist.
     *
     * <p>A client made from a binding has them from there, with the codes in them. Any other client makes them, and leaves
     * out its key: that opens everything, and belongs in no URL. Who uses such a URL needs a key of their own.
     *
     * @throws IllegalStateException if there is no address to hand out: an embedded hub's client, without a request
     */
    public ManagementPayload managementPayload(String instanceId) {
        return links.forInstance(InstanceId.requireValid(instanceId), origin);
    }

    /**
     * The answer 202 with the URLs of {@link #managementPayload}, of which {@code Location} is that of the status, to be
     * asked again after 10 seconds. Nothing is sent.
     *
     * @throws IllegalStateException as {@link #managementPayload}
     */
    public HttpAnswer checkStatusResponse(String instanceId) {
        ManagementPayload payload = managementPayload(instanceId);
        return new HttpAnswer(
                202,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Location",
                        payload.url("statusQueryGetUri").orElse(""),
                        "Retry-After",
                        RETRY_AFTER_SECONDS),
                payload.toJson());
    }

    /** As {@link #waitForCompletionOrCreateCheckStatusResponse(String, Duration, Duration)}, for 10 s, every second. */
    public HttpAnswer waitForCompletionOrCreateCheckStatusResponse(String instanceId) {
        return waitForCompletionOrCreateCheckStatusResponse(instanceId, TIMEOUT, INTERVAL);
    }

    /**
     * Waits for an instance and answers 200 with its output if it completes in time, 200 with its status if it was
     * terminated or canceled, 500 with its status if it failed, and else as {@link #checkStatusResponse}. Blocks for
     * {@code timeout} and as long as the last question takes; holds no connection between two questions.
     *
     * @param interval between two questions
     * @throws IllegalArgumentException if {@code interval} exceeds {@code timeout} or is not positive; nothing was sent
     * @throws InstanceNotFoundException if there is no such instance
     */
    public HttpAnswer waitForCompletionOrCreateCheckStatusResponse(
            String instanceId, Duration timeout, Duration interval) {
        if (!interval.isPositive() || interval.compareTo(timeout) > 0) {
            throw new IllegalArgumentException("The interval between two questions, " + interval
                    + ", must be positive and at most the timeout, " + timeout + ".");
        }
        long endNanos = ticker.nanosAfter(timeout);
        while (true) {
            InstanceStatus status = statuses.apply(instanceId)
                    .orElseThrow(() -> new InstanceNotFoundException("wait for completion", instanceId));
            switch (status.runtimeStatus()) {
                case COMPLETED -> {
                    return HttpAnswer.json(200, status.outputJson().orElse("null"));
                }
                case TERMINATED, CANCELED -> {
                    return HttpAnswer.json(200, status.toJson());
                }
                case FAILED -> {
                    return HttpAnswer.json(500, status.toJson());
                }
                case PENDING, RUNNING, SUSPENDED, CONTINUED_AS_NEW -> {}
            }
            long leftNanos = endNanos - ticker.nanos();
            if (leftNanos <= 0) {
                return checkStatusResponse(instanceId);
            }
            pause(instanceId, Math.min(interval.toNanos(), leftNanos));
        }
    }

    private void pause(String instanceId, long nanos) {
        try {
            ticker.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "Waiting for the instance '" + instanceId + "' was interrupted. The instance goes on.", e);
        }
    }
}
