package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the routes of the contract refuse, over a real socket. */
class HttpDoorRefusalsTest {

    @TempDir
    Path folder;

    private OpenDoor host;

    @BeforeEach
    void open() {
        host = new OpenDoor(folder);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "nonsense", "{} {}", " ", "\u0000"})
    void malformedJsonIsRefusedAndStartsNothing(String body) {
        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits/w", body);

        assertBadRequest(answer);
        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        HttpResponse<String> answer = host.send(host.request(API + "/orchestrators/Waits/w")
                .POST(BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'})));

        assertBadRequest(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%40counter", "a%2Fb", "a%5Cb", "a%23b", "a%3Fb", "a%00b", "a%0Ab"})
    void illegalInstanceIdsAreRefused(String id) {
        HttpResponse<String> answer = host.post(API + "/orchestrators/Waits/" + id, "");

        assertBadRequest(answer);
    }

    @Test
    void instanceIdsLongerThan256CharactersAreRefused() {
        assertBadRequest(host.post(API + "/orchestrators/Waits/" + "x".repeat(257), ""));
        assertThat(host.post(API + "/orchestrators/Waits/" + "x".repeat(256), "")
                        .statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /orchestrators/Waits",
        "PUT, /orchestrators/Waits/w",
        "DELETE, /orchestrators/Waits/w",
        "GET, /instances/w/terminate",
        "PUT, /instances/w",
        "POST, /instances/w",
        "POST, /instances/w/frobnicate",
        "POST, /instances/w/raiseEvent",
        "GET, /instances/w/raiseEvent/go",
        "GET, /nonsense",
        "POST, /orchestrators"
    })
    void whatTheContractDoesNotHaveIs404WithoutABody(String verb, String path) {
        HttpResponse<String> answer = host.send(host.request(API + path).method(verb, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
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
