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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** One HTTP call with its retries and the following up of answers 202. Confined to the orchestrator's thread. */
final class HttpTask extends RemoteTask<DurableHttpResponse> {

    private static final int ACCEPTED = 202;

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
        if (request.retries(response.statusCode()) && (triesAgainAfter(refused(response)) || done())) {
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
            request = request.following(URI.create(location));
        } catch (IllegalArgumentException e) {
            fail(FailureDetails.of(new IllegalArgumentException(
                    "The answer 202 to " + request + " cannot be followed up: " + e.getMessage(), e)));
            return;
        }
        Duration wait = response.header("Retry-After").map(this::retryAfter).orElse(request.pollInterval());
        if (elapsed().plus(wait).compareTo(request.pollingTimeout()) > 0) {
            fail(FailureDetails.of(
                    "dev.perdure.HttpPollingTimeout",
                    "The service has not finished what it accepted within " + request.pollingTimeout()
                            + "; it was to be asked again at " + request.uri() + "."));
            return;
        }
        forgetAttempts();
        askAfter(wait);
    }

    /** Seconds or a date; anything else counts as not said. */
    private Duration retryAfter(String value) {
        Duration wait;
        try {
            wait = value.strip().chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Long.parseLong(value.strip()))
                    : Duration.between(
                            run().currentInstant(),
                            DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip(), Instant::from));
        } catch (NumberFormatException | DateTimeException e) {
            return request.pollInterval();
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(DurableHttpRequest.TIME_MAX) > 0 ? DurableHttpRequest.TIME_MAX : wait;
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
