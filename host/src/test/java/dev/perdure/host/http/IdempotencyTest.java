package dev.perdure.host.http;

import dev.perdure.host.door.HttpDoorOptions;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeats under one idempotency key. */
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key";

    @TempDir
    Path folder;

    private OpenDoor host;

    @BeforeEach
    void open() {
        host = new OpenDoor(folder).withWorker();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aRepeatedStartGetsTheFirstAnswerEvenAfterTheInstanceHasEnded() {
        HttpResponse<String> first = host.post(API + "/orchestrators/Echo/e", "1", KEY, "k1");
        host.awaitEnd("e");
        String executionId = host.engine.instance("e", false).orElseThrow().executionId();

        HttpResponse<String> repeat = host.post(API + "/orchestrators/Echo/e", "1", KEY, "k1");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(repeat.statusCode()).isEqualTo(202);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.headers().firstValue("Idempotency-Key-Honoured")).contains("true");
        assertThat(host.engine.instance("e", false).orElseThrow().executionId()).isEqualTo(executionId);
    }

    @Test
    void aRepeatedStartWithoutAnIdMakesOneInstance() {
        HttpResponse<String> first = host.post(API + "/orchestrators/Waits", "1", KEY, "k1");
        HttpResponse<String> repeat = host.post(API + "/orchestrators/Waits", "1", KEY, "k1");
        HttpResponse<String> other = host.post(API + "/orchestrators/Waits", "1", KEY, "k2");

        assertThat(json(first).get("id")).isEqualTo(json(repeat).get("id"));
        assertThat(json(first).get("id")).isNotEqualTo(json(other).get("id"));
        assertThat(json(host.get(API + "/instances"))).hasSize(2);
    }

    @Test
    void theSameKeyForAnotherRequestIs422() {
        host.post(API + "/orchestrators/Waits/w", "1", KEY, "k1");

        assertThat(host.post(API + "/orchestrators/Waits/w", "2", KEY, "k1").statusCode())
                .isEqualTo(422);
        assertThat(host.post(API + "/orchestrators/Echo/w", "1", KEY, "k1").statusCode())
                .isEqualTo(422);
        assertThat(host.post(API + "/instances/w/terminate?reason=x", "", KEY, "k1")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aRepeatedEventArrivesOnceAndIsAnsweredAlikeAfterTheEnd() {
        host.post(API + "/orchestrators/Waits/w", "");
        HttpResponse<String> first = host.postJson(API + "/instances/w/raiseEvent/other", "1", KEY, "e1");
        host.postJson(API + "/instances/w/raiseEvent/other", "1", KEY, "e1");
        host.postJson(API + "/instances/w/raiseEvent/go", "2", KEY, "e2");
        host.awaitEnd("w");

        HttpResponse<String> repeat = host.postJson(API + "/instances/w/raiseEvent/other", "1", KEY, "e1");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(repeat.statusCode()).isEqualTo(202);
        assertThat(host.engine.history("w").stream()
                        .filter(e -> e.hasEventRaised()
                                && e.getEventRaised().getName().equals("other")))
                .hasSize(1);
    }

    @Test
    void repeatedTerminateAndPurgeGetTheFirstAnswer() {
        host.post(API + "/orchestrators/Waits/w", "");

        for (int i = 0; i < 2; i++) {
            assertThat(host.post(API + "/instances/w/terminate?reason=r", "", KEY, "t1")
                            .statusCode())
                    .isEqualTo(202);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(host.delete(API + "/instances/w", KEY, "p1").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keysOfTheWrongLengthAreRefused() {
        assertThat(host.post(API + "/orchestrators/Waits/w", "", KEY, "k".repeat(257))
                        .statusCode())
                .isEqualTo(400);
        assertThat(host.post(API + "/orchestrators/Waits/w", "", KEY, "k".repeat(256))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void strictNamesRefusesUnknownOrchestratorsAndListsTheKnown() {
        host.close();
        host = new OpenDoor(
                        folder,
                        new ApiOptions("perdure", true, LinkOptions.withoutKey(), Duration.ofMinutes(1)),
                        HttpDoorOptions.defaults())
                .withWorker();
        host.post(API + "/orchestrators/Echo/e", "1");

        HttpResponse<String> answer = host.post(API + "/orchestrators/Typo/t", "1");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("ExceptionMessage").asText())
                .contains("Typo")
                .contains("Echo, Fails, Shouts, Waits");
        assertThat(host.get(API + "/instances/t").statusCode()).isEqualTo(404);
        assertThat(host.get(API + "/instances/e").statusCode()).isIn(200, 202);
    }

    @Test
    void aStoppedEngineIs503WithRetryAfter() {
        host.engine.close();

        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits/w", "");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(answer).get("Message").asText()).isNotBlank();
    }

    @Test
    void theTraceOfTheCallerReachesTheHistory() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        host.post(API + "/orchestrators/Echo/e", "1", "traceparent", trace);
        host.awaitEnd("e");

        assertThat(host.engine.history("e").stream()
                        .filter(e -> e.hasExecutionStarted())
                        .map(e ->
                                e.getExecutionStarted().getParentTraceContext().getTraceParent()))
                .containsExactly(trace);
    }
}
