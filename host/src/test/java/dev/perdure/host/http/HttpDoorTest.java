package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes of the contract over a real socket. */
class HttpDoorTest {

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
    void startAnswersLinksToTheAddressTheCallerUsed() {
        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits/order%207", "{\"a\":1}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("Retry-After")).contains("10");
        JsonNode links = json(answer);
        assertThat(links.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "statusQueryGetUri",
                        "sendEventPostUri",
                        "terminatePostUri",
                        "purgeHistoryDeleteUri",
                        "restartPostUri",
                        "suspendPostUri",
                        "resumePostUri");
        assertThat(links.get("id").asText()).isEqualTo("order 7");
        String status = links.get("statusQueryGetUri").asText();
        assertThat(answer.headers().firstValue("Location")).contains(status);
        String origin = "http://127.0.0.1:" + host.door.port();
        assertThat(status).startsWith(origin + API + "/instances/order%207?taskHub=perdure&connection=");
        assertThat(host.get(status.substring(origin.length())).statusCode()).isEqualTo(202);
    }

    @Test
    void startWithoutIdMakesOneOf32HexDigits() {
        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits", "");

        assertThat(json(answer).get("id").asText()).matches("[0-9a-f]{32}");
    }

    @Test
    void statusOfARunningInstanceIs202WithLocationOfItself() {
        host.post(API + "/orchestrators/Waits/w", "");
        host.awaitStart("w");

        HttpResponse<String> answer = host.get(API + "/instances/w?showInput=false");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://127.0.0.1:" + host.door.port() + API + "/instances/w?showInput=false");
        JsonNode status = json(answer);
        assertThat(status.fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "instanceId",
                        "runtimeStatus",
                        "input",
                        "customStatus",
                        "output",
                        "createdTime",
                        "lastUpdatedTime");
        assertThat(status.get("runtimeStatus").asText()).isEqualTo("Running");
        assertThat(status.get("output").isNull()).isTrue();
        assertThat(status.get("createdTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void statusShowsInputAndOutputAsTheJsonTheyAre() {
        host.post(API + "/orchestrators/Echo/e", "{\"price\": 1.10, \"name\": \"\u00e4\"}");
        host.awaitEnd("e");

        HttpResponse<String> answer = host.get(API + "/instances/e");
        JsonNode hidden = json(host.get(API + "/instances/e?SHOWINPUT=False"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"output\":{\"price\": 1.10, \"name\": \"\u00e4\"}");
        assertThat(json(answer).get("input").get("name").asText()).isEqualTo("\u00e4");
        assertThat(hidden.get("input").isNull()).isTrue();
        assertThat(hidden.get("output").isObject()).isTrue();
    }

    @Test
    void absentInputIsNullAndDistinctFromTheJsonTextNull() {
        host.post(API + "/orchestrators/Waits/none", "");
        host.post(API + "/orchestrators/Waits/empty", "\"\"");

        assertThat(json(host.get(API + "/instances/none")).get("input").isNull())
                .isTrue();
        assertThat(json(host.get(API + "/instances/empty")).get("input").asText())
                .isEmpty();
    }

    @Test
    void aFailedInstanceIs200WithItsMessageAnd500OnlyOnRequest() {
        host.post(API + "/orchestrators/Fails/f", "");
        host.awaitEnd("f");

        HttpResponse<String> plain = host.get(API + "/instances/f");
        HttpResponse<String> asError = host.get(API + "/instances/f?returnInternalServerErrorOnFailure=true");

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(json(plain).get("runtimeStatus").asText()).isEqualTo("Failed");
        assertThat(json(plain).get("output").asText()).contains("no luck today");
        assertThat(asError.statusCode()).isEqualTo(500);
        assertThat(json(asError).get("runtimeStatus").asText()).isEqualTo("Failed");
    }

    @Test
    void unknownInstancesAre404WithoutABody() {
        List<HttpResponse<String>> answers = List.of(
                host.get(API + "/instances/nobody"),
                host.delete(API + "/instances/nobody"),
                host.post(API + "/instances/nobody/terminate", ""),
                host.postJson(API + "/instances/nobody/raiseEvent/go", "1"),
                host.get(API + "/instances/@counter@a"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEmpty();
        });
    }

    @Test
    void eventsReachTheInstance() {
        host.post(API + "/orchestrators/Waits/w", "");

        HttpResponse<String> answer = host.postJson(API + "/Instances/w/RAISEEVENT/go", "{\"ok\":true}");
        host.awaitEnd("w");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(json(host.get(API + "/instances/w")).get("output").get("ok").asBoolean())
                .isTrue();
    }

    @Test
    void eventsAreCheckedInTheOrderOfTheContract() {
        host.post(API + "/orchestrators/Waits/live", "");
        host.post(API + "/orchestrators/Echo/ended", "1");
        host.awaitEnd("ended");

        assertThat(host.post(API + "/instances/nobody/raiseEvent/go", "1", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(404);
        assertThat(host.post(API + "/instances/ended/raiseEvent/go", "1", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(410);
        assertThat(host.postJson(API + "/instances/ended/raiseEvent/go", "1").statusCode())
                .isEqualTo(410);
        assertBadRequest(host.post(API + "/instances/live/raiseEvent/go", "1", "Content-Type", "text/plain"));
        assertBadRequest(host.postJson(API + "/instances/live/raiseEvent/go", ""));
        assertBadRequest(host.postJson(API + "/instances/live/raiseEvent/go", "{"));
        assertThat(host.post(
                                API + "/instances/live/raiseEvent/go",
                                "1",
                                "Content-Type",
                                "Application/JSON; charset=utf-8")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void terminateEndsAtOnceWithTheReasonAsOutputAndIsGoneTheSecondTime() {
        host.post(API + "/orchestrators/Waits/w", "");

        HttpResponse<String> first = host.post(API + "/instances/w/terminate?reason=too+late%21", "ignored {");
        HttpResponse<String> second = host.post(API + "/instances/w/terminate?reason=again", "");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.body()).isEmpty();
        assertThat(second.statusCode()).isEqualTo(410);
        assertThat(second.body()).isEmpty();
        JsonNode status = json(host.get(API + "/instances/w"));
        assertThat(status.get("runtimeStatus").asText()).isEqualTo("Terminated");
        assertThat(status.get("output").asText()).isEqualTo("too late!");
    }

    @Test
    void purgeRemovesOneInstanceOnce() {
        host.post(API + "/orchestrators/Echo/e", "1");
        host.awaitEnd("e");

        HttpResponse<String> first = host.delete(API + "/instances/e");
        HttpResponse<String> second = host.delete(API + "/instances/e");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo("{\"instancesDeleted\":1}");
        assertThat(second.statusCode()).isEqualTo(404);
        assertThat(host.get(API + "/instances/e").statusCode()).isEqualTo(404);
    }

    @Test
    void aSecondStartOfALiveInstanceIsRefusedAndNamesTheStatus() {
        host.post(API + "/orchestrators/Waits/w", "1");
        host.awaitStart("w");

        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits/w", "2");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).get("ExceptionMessage").asText()).contains("w").contains("Running");
        assertThat(json(host.get(API + "/instances/w")).get("input").asInt()).isEqualTo(1);
    }

    @Test
    void anEndedInstanceIsReplacedByAStart() {
        host.post(API + "/orchestrators/Echo/e", "1");
        host.awaitEnd("e");

        assertThat(host.post(API + "/orchestrators/Waits/e", "2").statusCode()).isEqualTo(202);
        assertThat(json(host.get(API + "/instances/e")).get("name").asText()).isEqualTo("Waits");
    }

    @Test
    void startCanWaitForTheEnd() {
        String waiting = "?timeout=60&pollingInterval=0.5";

        HttpResponse<String> completed = host.post(API + "/orchestrators/Shouts" + waiting, "\"hey\"");
        HttpResponse<String> failed = host.post(API + "/orchestrators/Fails" + waiting, "");
        HttpResponse<String> late = host.post(API + "/orchestrators/Waits/w?timeout=0.05&pollingInterval=0.01", "");

        assertThat(completed.statusCode()).isEqualTo(200);
        assertThat(completed.body()).isEqualTo("\"HEY\"");
        assertThat(failed.statusCode()).isEqualTo(200);
        assertThat(json(failed).get("runtimeStatus").asText()).isEqualTo("Failed");
        assertThat(late.statusCode()).isEqualTo(202);
        assertThat(json(late).get("id").asText()).isEqualTo("w");
    }

    @Test
    void aPollingIntervalLongerThanTheTimeoutIsRefusedBeforeAnythingStarts() {
        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits/w?timeout=1&pollingInterval=2", "");

        assertBadRequest(answer);
        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @Test
    void aWaitingStartIsAnsweredWhenTheHostCloses() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(
                () -> host.post(API + "/orchestrators/Waits/w?timeout=3600&pollingInterval=1", ""));
        host.awaitStart("w");

        host.door.close();

        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void listFiltersPagesAndHidesInputs() {
        for (int i = 0; i < 5; i++) {
            host.post(API + "/orchestrators/Waits/a" + i, Integer.toString(i));
        }
        host.post(API + "/orchestrators/Echo/b", "1");
        host.awaitEnd("b");

        List<String> ids = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            HttpResponse<String> page = host.get(
                    API + "/instances/?top=2&instanceIdPrefix=a&showInput=false", "x-ms-continuation-token", token);
            assertThat(page.statusCode()).isEqualTo(200);
            json(page).forEach(status -> {
                ids.add(status.get("instanceId").asText());
                assertThat(status.get("input").isNull()).isTrue();
            });
            token = page.headers().firstValue("x-ms-continuation-token").orElseThrow();
            pages++;
        } while (!token.isEmpty() && pages < 20);

        assertThat(ids).containsExactlyInAnyOrder("a0", "a1", "a2", "a3", "a4");
        assertThat(idsOf(API + "/instances?runtimeStatus=Completed,nonsense")).containsExactly("b");
        assertThat(idsOf(API + "/instances?runtimeStatus=completed")).hasSize(6);
        assertThat(idsOf(API + "/instances?runtimeStatus=1")).containsExactly("b");
        assertThat(idsOf(API + "/instances?createdTimeFrom=2001-01-01&createdTimeTo=2002-01-01T00%3A00%3A00Z"))
                .isEmpty();
    }

    @Test
    void aForgedContinuationIsRefused() {
        assertBadRequest(host.get(API + "/instances", "x-ms-continuation-token", "forged!"));
    }

    @Test
    void historyTellsOfFinishedTasksOnceWithTheirNameAndTimes() {
        host.post(API + "/orchestrators/Shouts/s", "\"hey\"");
        host.awaitEnd("s");

        JsonNode events = json(host.get(API + "/instances/s?showHistory=true&showHistoryOutput=true&showInput=true"))
                .get("historyEvents");
        JsonNode plain = json(host.get(API + "/instances/s?showHistory=true&showInput=false"))
                .get("historyEvents");

        assertThat(events.findValuesAsText("EventType"))
                .containsExactly("ExecutionStarted", "TaskCompleted", "ExecutionCompleted");
        JsonNode task = events.get(1);
        assertThat(task.get("FunctionName").asText()).isEqualTo("Shout");
        assertThat(task.get("Input").asText()).isEqualTo("hey");
        assertThat(task.get("Result").asText()).isEqualTo("HEY");
        assertThat(task.get("ScheduledTime").asText()).endsWith("Z");
        assertThat(task.has("TaskScheduledId")).isFalse();
        assertThat(task.has("EventId")).isFalse();
        assertThat(events.get(0).get("FunctionName").asText()).isEqualTo("Shouts");
        assertThat(events.get(2).get("OrchestrationStatus").asText()).isEqualTo("Completed");
        assertThat(plain.get(1).has("Result")).isFalse();
        assertThat(plain.get(1).has("Input")).isFalse();
    }

    @Test
    void anotherTaskHubIsRefused() {
        HttpResponse<String> unknown = host.post(API + "/orchestrators/Waits/w?taskHub=other", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Perdure-Unknown-Task-Hub")).contains("true");
        assertThat(unknown.body()).contains("serves the task hub 'perdure', not 'other'");
        assertThat(host.post(API + "/orchestrators/Waits/w?taskHub=Perdure&connection=any", "")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void theRpcPathServesTheSameRoutes() {
        assertThat(host.post("/durabletask/orchestrators/Waits/w", "").statusCode())
                .isEqualTo(202);
        assertThat(host.get("/durabletask/instances/w").statusCode()).isEqualTo(202);
    }

    @Test
    void everyAnswerNamesTheVersion() {
        assertThat(List.of(
                        host.get("/"),
                        host.get("/health/live"),
                        host.get("/nowhere"),
                        host.get(API + "/instances/nobody"),
                        host.get("/", "Origin", "http://evil.example")))
                .allSatisfy(answer -> assertThat(answer.headers().allValues("Perdure-Version"))
                        .hasSize(1));
    }

    @Test
    void healthMetricsAndRootAnswer() {
        host.post(API + "/orchestrators/Echo/e?timeout=60&pollingInterval=1", "1");

        assertThat(host.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(host.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(host.get("/").body()).contains("Perdure").contains(API);
        String metrics = host.get("/metrics").body();
        assertThat(metrics).containsPattern("perdure_commands_total\\{hub=\"perdure\"} [1-9]");
        assertThat(metrics).contains("perdure_workers{hub=\"perdure\"} 1.0");
        assertThat(metrics).contains("perdure_http_requests_seconds_count{method=\"POST\",status=\"200\"} 1");
    }

    private List<String> idsOf(String path) {
        return json(host.get(path)).findValuesAsText("instanceId");
    }

    private static void assertBadRequest(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = json(answer);
        assertThat(error.get("Message").asText()).isNotBlank();
        assertThat(error.get("ExceptionMessage").asText()).isNotBlank();
        assertThat(error.get("ExceptionType").asText()).isNotBlank();
        assertThat(error.get("StackTrace").isNull()).isTrue();
    }
}
