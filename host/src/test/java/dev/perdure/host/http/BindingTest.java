package dev.perdure.host.http;

import dev.perdure.host.door.HttpDoorOptions;

import static dev.perdure.host.http.OpenDoor.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client binding that a host gives out. */
class BindingTest {

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private OpenDoor host;

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void withoutAKeyItIsTheContractsTextToTheLetter() {
        host = new OpenDoor(folder);

        assertThat(host.get("/durabletask/binding").body()).isEqualTo("""
                {"taskHubName":"perdure","connectionName":null,\
                "creationUrls":{\
                "createNewInstancePostUri":"BASE/orchestrators/{functionName}[/{instanceId}]?",\
                "createAndWaitOnNewInstancePostUri":"BASE/orchestrators/{functionName}[/{instanceId}]?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}"},\
                "managementUrls":{"id":"INSTANCEID",\
                "statusQueryGetUri":"BASE/instances/INSTANCEID?taskHub=perdure&connection=Storage",\
                "sendEventPostUri":"BASE/instances/INSTANCEID/raiseEvent/{eventName}?taskHub=perdure&connection=Storage",\
                "terminatePostUri":"BASE/instances/INSTANCEID/terminate?reason={text}&taskHub=perdure&connection=Storage",\
                "rewindPostUri":"BASE/instances/INSTANCEID/rewind?reason={text}&taskHub=perdure&connection=Storage",\
                "purgeHistoryDeleteUri":"BASE/instances/INSTANCEID?taskHub=perdure&connection=Storage",\
                "restartPostUri":"BASE/instances/INSTANCEID/restart?taskHub=perdure&connection=Storage",\
                "suspendPostUri":"BASE/instances/INSTANCEID/suspend?reason={text}&taskHub=perdure&connection=Storage",\
                "resumePostUri":"BASE/instances/INSTANCEID/resume?reason={text}&taskHub=perdure&connection=Storage"},\
                "baseUrl":"BASE","requiredQueryStringParameters":"",\
                "rpcBaseUrl":"http://127.0.0.1:PORT/durabletask/","httpBaseUrl":null}""".replace("BASE", "http://127.0.0.1:PORT" + API)
                .replace("PORT", Integer.toString(host.door.port())));
    }

    @Test
    void withAKeyEveryUrlHasACodeOfItsOwn() {
        host = new OpenDoor(
                folder,
                new ApiOptions("perdure", false, LinkOptions.withKey("s3cret"), Duration.ofMinutes(1)),
                HttpDoorOptions.defaults());

        String binding = host.get("/durabletask/binding").body();

        assertThat(binding).doesNotContain("s3cret").contains("\"requiredQueryStringParameters\":\"code=1h.");
        // Ten URLs, of which the two that start share a code, and the one for entities.
        assertThat(java.util.regex.Pattern.compile("code=([^&\"]+)")
                        .matcher(binding)
                        .results())
                .hasSize(11)
                .extracting(code -> code.group(1))
                .satisfies(codes -> assertThat(codes.stream().distinct()).hasSize(10));
    }

    @Test
    void onlyProgramsOnThisMachineGetIt() {
        host = new OpenDoor(folder);

        assertThat(host.get(API + "/binding").statusCode()).isEqualTo(404);
        assertThat(host.get("/durabletask/binding", "X-Forwarded-For", "10.0.0.1")
                        .statusCode())
                .isEqualTo(403);
        assertThat(host.post("/durabletask/binding", "").statusCode()).isEqualTo(404);
    }
}
