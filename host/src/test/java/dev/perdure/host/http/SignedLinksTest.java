package dev.perdure.host.http;

import dev.perdure.host.door.HttpDoorOptions;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the links in answers of a host with a key open, and what they do not. */
class SignedLinksTest {

    private static final String KEY = "s3cret";
    private static final String NO_BODY = "";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private OpenDoor host;

    private volatile Instant now = Instant.parse("2030-01-02T03:04:05Z");

    @BeforeEach
    void open() {
        open(false);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void theKeyIsInNoAnswer() {
        List<HttpResponse<String>> answers = List.of(
                host.post(API + "/orchestrators/Waits/a?code=" + KEY, NO_BODY),
                host.post(API + "/orchestrators/Waits/b", NO_BODY, "x-functions-key", KEY),
                host.post("/durabletask/orchestrators/Waits/c", NO_BODY),
                host.get(API + "/instances/a?showInput=true&CODE=" + KEY + "&showHistory=false"),
                host.get("/durabletask/binding"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isLessThan(300);
            assertThat(answer.body() + answer.headers().map()).doesNotContain(KEY);
        });
    }

    @Test
    void eachLinkOpensItsVerbOnItsInstanceAlone() {
        Links ofA = links(start("a"));
        Links ofB = links(start("b"));

        for (Map.Entry<String, Link> link : ofA.byName().entrySet()) {
            for (Map.Entry<String, Link> other : ofA.byName().entrySet()) {
                if (!other.getKey().equals(link.getKey())) {
                    assertRefused(link.getValue().withCodeOf(other.getValue()));
                }
            }
            assertRefused(link.getValue().withCodeOf(ofB.get(link.getKey())));
        }
        // Last, because some of them end the instance.
        for (Link link : ofA.byName().values()) {
            assertThat(send(link).statusCode()).as(link.toString()).isNotEqualTo(401);
        }
    }

    @Test
    void linksOfAStartOnTheRpcEntranceWorkToo() {
        JsonNode answer = json(host.post("/durabletask/orchestrators/Waits/w", NO_BODY));

        assertThat(send(links(answer).get("statusQueryGetUri")).statusCode()).isEqualTo(202);
        assertThat(send(links(answer).get("terminatePostUri")).statusCode()).isEqualTo(202);
    }

    @Test
    void aLinkOpensWhateverEventReasonAndAddressAreFilledIn() {
        Link raise = links(start("a")).get("sendEventPostUri");

        assertThat(host.postJson(raise.path().replace("{eventName}", "go"), "1").statusCode())
                .isEqualTo(202);
        assertThat(host.send(host.request(raise.path().replace("{eventName}", "other"))
                                .header("Content-Type", "application/json")
                                .uri(java.net.URI.create("http://localhost:" + host.door.port()
                                        + raise.path().replace("{eventName}", "other")))
                                .POST(BodyPublishers.ofString("1")))
                        .statusCode())
                .isIn(202, 410);
    }

    @Test
    void aLinkOpensNoListAndNothingThatReachesFurther() {
        Links links = links(start("a"));

        assertThat(host.get(API + "/instances?code="
                                + links.get("statusQueryGetUri").code())
                        .statusCode())
                .isEqualTo(401);
        assertThat(host.delete(API + "/instances?createdTimeFrom=2001-01-01&code="
                                + links.get("purgeHistoryDeleteUri").code())
                        .statusCode())
                .isEqualTo(401);
        assertRefused(links.get("terminatePostUri").and("recursive=true"));
        assertRefused(links.get("purgeHistoryDeleteUri").and("recursive=true"));
        assertThat(host.post(
                                API + "/waits?code="
                                        + links.get("statusQueryGetUri").code(),
                                "{}")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anExpiredLinkSaysSo() {
        Link status = links(start("a")).get("statusQueryGetUri");
        now = now.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(send(status).statusCode()).isEqualTo(202);

        now = now.plusMillis(1);
        HttpResponse<String> answer = send(status);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).get("Message").asText()).contains("expired at 2030-01-02T04:04:05Z");
    }

    @Test
    void theLocationOfAStatusHasACodeInPlaceOfTheKeyAndKeepsALinkAsItIs() {
        start("a");

        String location = location(host.get(API + "/instances/a?code=" + KEY + "&showInput=false"));
        String again = location(host.get(pathOf(location)));

        assertThat(location).contains("/instances/a?showInput=false&code=1i.");
        assertThat(again).isEqualTo(location);
    }

    @Test
    void templatesOpenOneVerbOnEveryInstance() {
        start("a");
        JsonNode binding = json(host.get("/durabletask/binding"));
        JsonNode management = binding.get("managementUrls");
        String create = pathOf(binding.get("creationUrls")
                .get("createNewInstancePostUri")
                .asText()
                .replace("{functionName}[/{instanceId}]", "Waits/b"));
        String status = pathOf(management.get("statusQueryGetUri").asText());
        String purge = pathOf(management.get("purgeHistoryDeleteUri").asText());

        assertThat(host.post(create, NO_BODY).statusCode()).isEqualTo(202);
        assertThat(host.get(status.replace("INSTANCEID", "a")).statusCode()).isEqualTo(202);
        assertThat(host.get(status.replace("INSTANCEID", "b")).statusCode()).isEqualTo(202);
        assertThat(host.get(status.replace("INSTANCEID", "")).statusCode()).isEqualTo(200);
        assertThat(host.delete(status.replace("INSTANCEID", "a")).statusCode()).isEqualTo(401);
        assertThat(host.get(purge.replace("INSTANCEID", "a")).statusCode()).isEqualTo(401);
        assertThat(host.post(create.replace("Waits/b", "Waits/a") + "&idReuse=attach", NO_BODY)
                        .statusCode())
                .isEqualTo(401);
        assertThat(host.post(create.replace("Waits/b", "Waits/a") + "&IDREUSE=Replace", NO_BODY)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void linksGivenForALinkLastNoLonger() {
        JsonNode binding = json(host.get("/durabletask/binding"));
        String create = pathOf(
                binding.get("creationUrls").get("createNewInstancePostUri").asText());
        now = now.plus(Duration.ofMinutes(59));

        Links links =
                links(json(host.post(create.replace("{functionName}[/{instanceId}]", "Waits/b"), NO_BODY)));

        assertThat(send(links.get("statusQueryGetUri")).statusCode()).isEqualTo(202);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(send(links.get("statusQueryGetUri")).statusCode()).isEqualTo(401);
    }

    @Test
    void theKeyIsInLinksWhereTheOperatorWantsIt() {
        host.close();
        open(true);

        JsonNode answer = start("z");

        assertThat(answer.get("terminatePostUri").asText()).endsWith("&code=" + KEY);
        assertThat(json(host.get("/durabletask/binding"))
                        .get("requiredQueryStringParameters")
                        .asText())
                .isEqualTo("code=" + KEY);
    }

    private void open(boolean keyInUrls) {
        host = new OpenDoor(
                folder,
                new ApiOptions(
                        "perdure",
                        false,
                        new LinkOptions(KEY, Duration.ofHours(1), keyInUrls, () -> now),
                        Duration.ofMinutes(1)),
                HttpDoorOptions.defaults());
    }

    private JsonNode start(String id) {
        return json(host.post(API + "/orchestrators/Waits/" + id, NO_BODY, "x-functions-key", KEY));
    }

    private void assertRefused(Link link) {
        assertThat(send(link).statusCode()).as(link.toString()).isEqualTo(401);
    }

    private HttpResponse<String> send(Link link) {
        return host.send(host.request(link.path().replace("{eventName}", "go").replace("{text}", "why"))
                .header("Content-Type", "application/json")
                .method(link.verb(), BodyPublishers.ofString(link.verb().equals("POST") ? "1" : "")));
    }

    private static Links links(JsonNode payload) {
        Map<String, Link> links = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        payload.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!name.equals("id")) {
                String verb = name.contains("Get") ? "GET" : name.contains("Delete") ? "DELETE" : "POST";
                links.put(name, new Link(verb, pathOf(payload.get(name).asText())));
            }
        }
        return new Links(links);
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String pathOf(String uri) {
        return uri.substring(uri.indexOf('/', "http://".length()));
    }

    /** The links of one payload. */
    private record Links(Map<String, Link> byName) {

        Link get(String name) {
            return Objects.requireNonNull(byName.get(name), name);
        }
    }

    /** A link as a holder of it sees it. */
    private record Link(String verb, String path) {

        String code() {
            return path.substring(path.indexOf("code=") + "code=".length());
        }

        Link withCodeOf(Link other) {
            return new Link(verb, path.replace(code(), other.code()));
        }

        Link and(String parameter) {
            return new Link(verb, path + "&" + parameter);
        }
    }
}
