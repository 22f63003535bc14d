package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restart and rewind over a real door. */
class InstanceRestartsTest {

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
    void aRestartRunsTheSameInputUnderANewId() {
        start("Echo", "one", "\"hi\"");
        host.awaitEnd("one");

        HttpResponse<String> answer = post("/instances/one/restart");
        String id = json(answer).get("id").asText();
        host.awaitEnd(id);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Retry-After")).contains("10");
        assertThat(id).isNotEqualTo("one");
        assertThat(json(host.get(API + "/instances/" + id)).get("output").asText())
                .isEqualTo("hi");
        assertThat(statusOf("one")).isEqualTo("Completed");
    }

    @Test
    void aRestartInPlaceReplacesTheEndedInstance() {
        start("Waits", "one", "1");
        host.awaitStart("one");
        assertThat(post("/instances/one/restart?restartWithNewInstanceId=false").statusCode())
                .isEqualTo(409);
        post("/instances/one/terminate?reason=enough");

        HttpResponse<String> answer = post("/instances/one/restart?restartWithNewInstanceId=false");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).get("id").asText()).isEqualTo("one");
        assertThat(statusOf("one")).isIn("Pending", "Running");
    }

    @Test
    void aRepeatedRestartUnderOneKeyStartsOneInstance() {
        start("Echo", "one", "1");
        host.awaitEnd("one");

        String first = host.post(API + "/instances/one/restart", "", "Idempotency-Key", "k1")
                .body();
        String again = host.post(API + "/instances/one/restart", "", "Idempotency-Key", "k1")
                .body();

        assertThat(again).isEqualTo(first);
        assertThat(json(host.get(API + "/instances")).size()).isEqualTo(2);
    }

    @Test
    void aRestartMayWaitForTheEnd() {
        start("Echo", "one", "5");
        host.awaitEnd("one");

        HttpResponse<String> answer = post("/instances/one/restart?timeout=30&pollingInterval=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("5");
    }

    @Test
    void anUnknownInstanceCannotBeRestartedAndIsNotFoundForARewind() {
        assertThat(post("/instances/nobody/restart").statusCode()).isEqualTo(400);
        assertThat(post("/instances/nobody/rewind?reason=x").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyAFailedInstanceIsRewound() {
        start("Fails", "failed", "1");
        host.awaitEnd("failed");
        start("Echo", "done", "1");
        host.awaitEnd("done");
        start("Waits", "running", "1");
        host.awaitStart("running");

        assertThat(post("/instances/failed/rewind?reason=mended").statusCode()).isEqualTo(202);
        assertThat(post("/instances/done/rewind?reason=x").statusCode()).isEqualTo(410);
        assertThat(post("/instances/running/rewind?reason=x").statusCode()).isEqualTo(409);
        // It fails in the same way again, which shows that it has run again.
        host.awaitEnd("failed");
        assertThat(statusOf("failed")).isEqualTo("Failed");
    }

    private void start(String name, String id, String input) {
        assertThat(host.postJson(API + "/orchestrators/" + name + "/" + id, input)
                        .statusCode())
                .isEqualTo(202);
    }

    private HttpResponse<String> post(String path) {
        return host.post(API + path, "");
    }

    private String statusOf(String id) {
        return json(host.get(API + "/instances/" + id)).get("runtimeStatus").asText();
    }
}
