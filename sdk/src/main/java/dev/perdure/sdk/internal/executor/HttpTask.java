package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import dev.perdure.sdk.internal.activity.ActivityTags;
import dev.perdure.sdk.internal.http.HttpActivity;
import dev.perdure.sdk.internal.http.HttpMessages;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** One HTTP call with its retries and the following up of answers 202. Confined to the orchestrator's thread. */
final class HttpTask extends RemoteTask<DurableHttpResponse> {

    private static final int ACCEPTED = 202;
    /** No service is asked again sooner, whatever it says: each round is history. */
    private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

    private DurableHttpRequest request;

    HttpTask(OrchestratorRun run, DurableHttpRequest request) {
        super(
                run,
                "HTTP call",
                request.toString(),
                DurableHttpResponse.class,
                request.retry().orElse(null));
        this.request = request;
        tryAgain();
    }

    @Override
    OrchestratorAction.Builder action(int attempt) {
        ScheduleTaskAction.Builder action = ScheduleTaskAction.newBuilder()
                .setName(HttpActivity.NAME)
                .setInput(StringValue.of(HttpMessages.write(request)));
        if (attempt > 1) {
            action.putTags(ActivityTags.ATTEMPT, Integer.toString(attempt));
        }
        return OrchestratorAction.newBuilder().setScheduleTask(action);
    }

    @Override
    void completed(@Nullable String result) {
        DurableHttpResponse response;
        try {
            response = HttpMessages.response(result == null ? "" : result);
        } catch (DataConversionException e) {
            fail(FailureDetails.of(e));
            return;
        }
        if (request.retries(response.statusCode())
                && (triesAgainAfter(refused(response), retryAfter(response)) || done())) {
            return;
        }
        String location = response.header("Location").orElse(null);
        if (request.polls() && response.statusCode() == ACCEPTED && location != null) {
            followUp(response, location);
        } else {
            super.completed(result);
        }
    }

    private void followUp(DurableHttpResponse response, String location) {
        try {
            request = request.following(new URI(location));
        } catch (URISyntaxException e) {
            // Without the location itself, whose query is not for logs.
            fail(notFollowed("its Location is no URI: " + e.getReason() + " at character " + e.getIndex() + "."));
            return;
        } catch (IllegalArgumentException e) {
            fail(notFollowed(e.getMessage()));
            return;
        }
        Duration asked = retryAfter(response);
        Duration least = min(LEAST_WAIT, request.pollInterval());
        Duration wait = asked == null ? request.pollInterval() : asked.compareTo(least) < 0 ? least : asked;
        if (elapsed().plus(wait).compareTo(request.pollingTimeout()) > 0) {
            fail(FailureDetails.of(
                    "dev.perdure.HttpPollingTimeout",
                    "The service has not finished what it accepted within " + request.pollingTimeout()
                            + "; it was to be asked again by " + request + "."));
            return;
        }
        forgetAttempts();
        askAfter(wait);
    }

    private FailureDetails notFollowed(@Nullable String why) {
        return FailureDetails.of(
                IllegalArgumentException.class.getName(),
                "The answer 202 to " + request + " cannot be followed up: " + why);
    }

    /** Seconds or a date, 0 to 365 days from now; anything else counts as not said: null. */
    private @Nullable Duration retryAfter(DurableHttpResponse response) {
        String value = response.header("Retry-After").orElse(null);
        if (value == null) {
            return null;
        }
        Duration wait;
        try {
            wait = value.strip().chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Long.parseLong(value.strip()))
                    : Duration.between(
                            run().currentInstant(),
                            DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip(), Instant::from));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return min(wait, DurableHttpRequest.TIME_MAX);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private FailureDetails refused(DurableHttpResponse response) {
        return FailureDetails.of(
                "dev.perdure.HttpStatus", request + " was answered with status " + response.statusCode());
    }

    @Override
    Object read(String payload) {
        return HttpMessages.response(payload);
    }
}
