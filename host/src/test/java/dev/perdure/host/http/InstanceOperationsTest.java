package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.host.rules.TagRules;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Suspend, resume, purge by filter, and what starts, lists and statuses take and show beyond the contract. */
class InstanceOperationsTest {

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // opened before each test
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
    void aSuspendedInstanceHoldsUntilItIsResumed() {
        start("w", "");
        host.awaitStart("w");

        HttpResponse<String> suspended = post("/instances/w/suspend?reason=a%20b");
        host.postJson(API + "/instances/w/raiseEvent/go", "7");
        String held = statusOf("w");
        HttpResponse<String> resumed = post("/instances/w/resume?reason=now");
        host.awaitEnd("w");

        assertThat(suspended.statusCode()).isEqualTo(202);
        assertThat(suspended.body()).isEmpty();
        assertThat(held).isEqualTo("Suspended");
        assertThat(resumed.statusCode()).isEqualTo(202);
        assertThat(json(host.get(API + "/instances/w")).get("output").asInt()).isEqualTo(7);
    }

    @Test
    void whatAnInstanceWaitsForIsToldUnderBothPrefixes() {
        start("w", "");
        host.awaitStart("w");

        JsonNode waiting = json(host.get(API + "/instances/w/why"));

        assertThat(waiting.get("instanceId").asText()).isEqualTo("w");
        assertThat(waiting.get("runtimeStatus").asText()).isEqualTo("Running");
        assertThat(waiting.get("total").asInt()).isEqualTo(1);
        assertThat(waiting.get("waitingFor").get(0).get("kind").asText()).isEqualTo("ExternalEvent");
        assertThat(waiting.get("waitingFor").get(0).get("text").asText()).startsWith("an external event");
        assertThat(json(host.get("/durabletask/instances/w/why")).get("waitingFor"))
                .isEqualTo(waiting.get("waitingFor"));

        host.postJson(API + "/instances/w/raiseEvent/go", "7");
        host.awaitEnd("w");
        assertThat(json(host.get(API + "/instances/w/why")).get("waitingFor")).isEmpty();
        assertThat(host.get(API + "/instances/nobody/why").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "resume"})
    void whatHasEndedIsGoneAndWhatNeverWasIsNotFound(String operation) {
        end("e");

        HttpResponse<String> ended = post("/instances/e/" + operation);
        HttpResponse<String> unknown = post("/instances/nobody/" + operation);

        assertThat(ended.statusCode()).isEqualTo(410);
        assertThat(ended.body()).isEmpty();
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEmpty();
    }

    @Test
    void aSecondSuspendAndAResumeOfARunningInstanceAreConflicts() {
        start("w", "");
        host.awaitStart("w");

        HttpResponse<String> resume = post("/instances/w/resume");
        post("/instances/w/suspend");
        HttpResponse<String> again = post("/instances/w/suspend");

        assertThat(List.of(resume, again)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(json(answer).get("Message").asText()).contains("'w'");
        });
    }

    @Test
    void aRepeatedSuspendUnderItsKeyIsAnsweredAsTheFirst() {
        start("w", "");
        host.awaitStart("w");

        assertThat(host.post(API + "/instances/w/suspend", "", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(202);
        assertThat(host.post(API + "/instances/w/suspend", "", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(202);
        assertThat(host.post(API + "/instances/w/suspend?reason=other", "", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aPurgeByFilterRemovesWhatHasEndedAndSaysHowMany() {
        end("a");
        end("b");
        start("w", "");
        host.awaitStart("w");

        HttpResponse<String> purged = host.delete(API + "/instances/?createdTimeFrom=2001-01-01T00:00:00.000000Z");
        HttpResponse<String> nothing = host.delete(API + "/instances?createdTimeFrom=2001-01-01");

        assertThat(purged.statusCode()).isEqualTo(200);
        assertThat(purged.body()).isEqualTo("{\"instancesDeleted\":2}");
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.body()).isEmpty();
        assertThat(ids("/instances")).containsExactly("w");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?createdTimeFrom=", "?createdTimeFrom=soon", "?runtimeStatus=Completed"})
    void aPurgeByFilterWithoutAStartOfTimeIs400WithAJsonString(String query) {
        end("a");

        HttpResponse<String> answer = host.delete(API + "/instances" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).isTextual()).isTrue();
        assertThat(ids("/instances")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "'createdTimeFrom=2001-01-01&runtimeStatus=Failed'",
        "'createdTimeFrom=2001-01-01&runtimeStatus=Running'",
        "'createdTimeFrom=2001-01-01&runtimeStatus=completed'",
        "'createdTimeFrom=2001-01-01&runtimeStatus=Compelted,Faild'",
        "'createdTimeFrom=2001-01-01&createdTimeTo=2002-01-01'",
        "'createdTimeFrom=2901-01-01'"
    })
    void aPurgeByFilterRemovesNothingElse(String filter) {
        end("a");
        start("w", "");

        assertThat(host.delete(API + "/instances?" + filter).statusCode()).isEqualTo(404);
        assertThat(ids("/instances")).containsExactlyInAnyOrder("a", "w");
    }

    @Test
    void aPurgeOfOneCanSpareWhatHasNotEnded() {
        start("w", "");
        end("e");

        HttpResponse<String> live = host.delete(API + "/instances/w", "Perdure-If-Ended", "true");

        assertThat(live.statusCode()).isEqualTo(409);
        assertThat(json(live).get("Message").asText()).contains("'w'");
        assertThat(host.delete(API + "/instances/e", "Perdure-If-Ended", "true").statusCode())
                .isEqualTo(200);
        assertThat(host.delete(API + "/instances/e", "Perdure-If-Ended", "true").statusCode())
                .isEqualTo(404);
        assertThat(host.delete(API + "/instances/w").statusCode()).isEqualTo(200);
    }

    @Test
    void aStartSaysWhatHappensIfTheIdIsTaken() {
        start("live", "");
        end("ended");

        assertThat(startWith("live", "idReuse=replaceTerminal").statusCode()).isEqualTo(409);
        assertThat(startWith("ended", "idReuse=reject").statusCode()).isEqualTo(409);
        HttpResponse<String> attached = startWith("live", "idReuse=attach");
        assertThat(attached.statusCode()).isEqualTo(202);
        assertThat(attached.headers().firstValue("Perdure-Attached")).contains("true");
        assertThat(json(attached).get("id").asText()).isEqualTo("live");
        assertThat(startWith("ended", "idReuse=attach").headers().firstValue("Perdure-Attached"))
                .contains("true");
        assertThat(startWith("live", "idReuse=attachLive").headers().firstValue("Perdure-Attached"))
                .contains("true");
        assertThat(startWith("ended", "idReuse=attachLive").headers().firstValue("Perdure-Attached"))
                .isEmpty();

        String before = executionOf("live");
        HttpResponse<String> replaced = startWith("live", "idReuse=replace");
        assertThat(replaced.statusCode()).isEqualTo(202);
        assertThat(replaced.headers().firstValue("Perdure-Attached")).isEmpty();
        assertThat(executionOf("live")).isNotEqualTo(before);
    }

    @Test
    void aStartCanWaitForItsTime() {
        HttpResponse<String> answer = startWith("later", "startTime=2901-02-03T04:05:06Z");

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode status = json(host.get(API + "/instances/later?showDetails=true"));
        assertThat(status.get("runtimeStatus").asText()).isEqualTo("Pending");
        assertThat(status.get("scheduledStartTime").asText()).isEqualTo("2901-02-03T04:05:06Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "idReuse=sometimes",
                "startTime=soon",
                "tag=noequals",
                "tag==value",
                "tag=a=1&tag=a=2",
                "version=%00"
            })
    void whatPerdureAddsIsNeverIgnoredSilently(String query) {
        HttpResponse<String> answer = startWith("w", query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @Test
    void tagsBeyondTheirNumberOrLengthAreRefused() {
        StringBuilder many = new StringBuilder("tag=t=1");
        for (int i = 0; i < TagRules.TAGS_MAX; i++) {
            many.append("&tag=t").append(i).append("=1");
        }

        assertThat(startWith("w", many.toString()).statusCode()).isEqualTo(400);
        assertThat(startWith("w", "tag=a=" + "x".repeat(TagRules.VALUE_LENGTH_MAX + 1))
                        .statusCode())
                .isEqualTo(400);
        assertThat(startWith("w", "tag=a=" + "x".repeat(TagRules.VALUE_LENGTH_MAX))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void theSameKeyWithOtherTagsIsAnotherRequest() {
        assertThat(host.post(API + "/orchestrators/Waits/w?tag=a=1", "", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(202);
        assertThat(host.post(API + "/orchestrators/Waits/w?tag=a=1", "", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(202);
        assertThat(host.post(API + "/orchestrators/Waits/w?tag=a=2", "", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void listsCanBeOfOneNameAndOfTags() {
        startWith("red", "tag=colour=red&tag=size=1=2");
        startWith("blue", "tag=colour=blue");
        end("e");

        assertThat(ids("/instances?name=Echo")).containsExactly("e");
        assertThat(ids("/instances?name=echo")).isEmpty();
        assertThat(ids("/instances?tag=colour=red")).containsExactly("red");
        assertThat(ids("/instances?tag=colour=red&tag=size=1%3D2")).containsExactly("red");
        assertThat(ids("/instances?tag=colour=red&tag=size=2")).isEmpty();
        assertThat(ids("/instances?name=Waits")).containsExactlyInAnyOrder("red", "blue");
    }

    @Test
    void detailsAreShownOnlyWhenAskedFor() {
        host.post(API + "/orchestrators/Fails/f?version=1.2&tag=b=2&tag=a=1", "");
        host.awaitEnd("f");

        JsonNode plain = json(host.get(API + "/instances/f"));
        JsonNode details = json(host.get(API + "/instances/f?showDetails=true"));
        JsonNode listed = json(host.get(API + "/instances?showDetails=true")).get(0);

        assertThat(plain.has("executionId")).isFalse();
        assertThat(plain.has("failureDetails")).isFalse();
        assertThat(details.get("executionId").asText()).isNotEmpty();
        assertThat(details.get("version").asText()).isEqualTo("1.2");
        assertThat(details.get("tags").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(details.get("scheduledStartTime").isNull()).isTrue();
        assertThat(details.get("completedTime").asText()).endsWith("Z");
        assertThat(details.get("failureDetails").fieldNames())
                .toIterable()
                .containsExactly(
                        "errorType", "errorMessage", "stackTrace", "innerFailure", "isNonRetriable", "properties");
        assertThat(details.get("failureDetails").get("errorMessage").asText()).contains("no luck today");
        assertThat(listed).isEqualTo(details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE"})
    void thisHostIsAlwaysThePrimaryOne(String verb) {
        HttpResponse<String> answer = host.send(
                host.request(API + "/makeprimary").method(verb, java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    private void start(String id, String body) {
        assertThat(host.post(API + "/orchestrators/Waits/" + id, body).statusCode())
                .isEqualTo(202);
    }

    private HttpResponse<String> startWith(String id, String query) {
        return host.post(API + "/orchestrators/Waits/" + id + "?" + query, "");
    }

    private void end(String id) {
        host.post(API + "/orchestrators/Echo/" + id, "1");
        host.awaitEnd(id);
    }

    private HttpResponse<String> post(String path) {
        return host.post(API + path, "");
    }

    private String statusOf(String id) {
        return json(host.get(API + "/instances/" + id)).get("runtimeStatus").asText();
    }

    private String executionOf(String id) {
        return json(host.get(API + "/instances/" + id + "?showDetails=true"))
                .get("executionId")
                .asText();
    }

    private List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        json(host.get(API + path))
                .forEach(status -> ids.add(status.get("instanceId").asText()));
        return ids;
    }
}
