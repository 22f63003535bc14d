package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.host.waiting.WaitAnswer;
import dev.perdure.host.waiting.WaitSessions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The long poll: one request that waits for many instances. Perdure's own, beside the contract; what is sent and answered
 * stands in {@code docs/http.md}. Thread-safe.
 */
final class InstanceWaits {

    private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(25);
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(60);

    private final WaitSessions sessions;

    InstanceWaits(WaitSessions sessions) {
        this.sessions = sessions;
    }

    WaitSessions sessions() {
        return sessions;
    }

    ApiResponse answer(ApiRequest request, QueryParameters query) {
        Duration timeout = query.seconds("timeout").orElse(TIMEOUT_DEFAULT);
        Duration bounded = timeout.compareTo(TIMEOUT_MAX) > 0 ? TIMEOUT_MAX : timeout;
        WaitAnswer answer;
        try {
            answer = sessions.poll(WaitBody.parse(request.body()), bounded);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("The host is closing; poll again once it is back.");
        }
        return switch (answer) {
            case WaitAnswer.Ready ready -> ready(ready);
            case WaitAnswer.UnknownSession unknown ->
                throw ApiException.gone("This host does not know the session: send all ids, with \"full\": true.");
            case WaitAnswer.TooManyIds many ->
                throw ApiException.tooLarge("One session may wait for " + many.idsMax()
                        + " instances at most. Drop some, or use another session.");
            case WaitAnswer.Full full ->
                throw ApiException.unavailable("The host has reached its limit of " + full.limit() + ".");
        };
    }

    /** Answers all polls, now and from now on, without waiting. */
    void end() {
        sessions.end();
    }

    private static ApiResponse ready(WaitAnswer.Ready ready) {
        return ApiResponse.json(200, JsonText.write(json -> {
            json.writeStartObject();
            write(json, "ended", ready.ended());
            write(json, "started", ready.started());
            write(json, "missing", ready.missing());
            json.writeEndObject();
        }));
    }

    private static void write(JsonGenerator json, String name, List<String> ids) throws IOException {
        json.writeArrayFieldStart(name);
        for (String id : ids) {
            json.writeString(id);
        }
        json.writeEndArray();
    }
}
