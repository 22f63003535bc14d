package dev.perdure.client.contract;

import static dev.perdure.client.scripted.Payloads.BASE;
import static dev.perdure.client.scripted.Payloads.error;
import static dev.perdure.client.scripted.Payloads.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.InvalidRequestException;
import dev.perdure.client.StartOptions;
import dev.perdure.client.StatusOptions;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is odd about the contract, each oddity by its name. */
class HostOdditiesTest {

    @ParameterizedTest
    @ValueSource(strings = {"terminate", "suspend", "resume"})
    void status410MeansFineForTerminateSuspendAndResume(String operation) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(410, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatNoException().isThrownBy(() -> change(client, operation));
        }
    }

    @Test
    void status410IsAnErrorForEventsAndRewind() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(410, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(WrongInstanceStateException.class)
                    .isThrownBy(() -> client.raiseEvent("one", "approve", 1))
                    .withMessageContaining("has ended");
            assertThatExceptionOfType(WrongInstanceStateException.class)
                    .isThrownBy(() -> client.rewind("one", "again"))
                    .withMessageContaining("only a failed one");
        }
    }

    @Test
    void status404MeansNothingPurgedAndElsewhereNoSuchInstance() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(404, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.purge("one")).isZero();
            assertThat(client.purge(InstanceFilter.all())).isZero();
            assertThat(client.purge(List.of("one", "two"))).isZero();
            assertThat(client.status("one")).isEmpty();
            for (String operation : List.of("terminate", "suspend", "resume", "rewind", "restart")) {
                assertThatExceptionOfType(InstanceNotFoundException.class)
                        .as(operation)
                        .isThrownBy(() -> change(client, operation))
                        .withMessageContaining(operation)
                        .withMessageContaining("one");
            }
        }
    }

    @Test
    void restartOfAnUnknownInstanceIsAnswered400() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(400, error("ArgumentException", "not found")));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client.restart("one"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "resume", "rewind", "restart in place"})
    void status500SaysThatTheStateDoesNotAllowIt(String operation) {
        String body = error("System.InvalidOperationException", "The instance is not in a state for that.");
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, body));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(WrongInstanceStateException.class)
                    .isThrownBy(() -> change(client, operation))
                    .withMessageContaining("not in a state for that");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "resume", "rewind", "restart", "terminate"})
    void anyOther500IsNotTakenForAnAnswerAboutTheState(String operation) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, error("NullReferenceException", "oops")));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> change(client, operation))
                    .withMessageContaining("oops");
        }
    }

    @Test
    void aDuplicateStartIsAnswered500() {
        String body = error(
                "OrchestrationAlreadyExistsException",
                "An Orchestration instance with the status Running" + " already exists.");
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, body));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(InstanceAlreadyExistsException.class)
                    .isThrownBy(
                            () -> client.start("X", 1, StartOptions.defaults().instanceId("one")))
                    .withMessageContaining("one")
                    .withMessageContaining("status Running");
        }
    }

    @ParameterizedTest
    @CsvSource({"200", "202"})
    void rewindIsAnswered200Or202WithoutABody(int status) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(status, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            client.rewind("one", "card works & again");

            assertThat(host.requests().get(0).target())
                    .isEqualTo(BASE + "instances/one/rewind?reason=card%20works%20%26%20again");
        }
    }

    @Test
    void aBodyThatIsAStringIsTheErrorItself() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("DELETE")) {
                        e.respond(400, "\"Please provide value for 'createdTimeFrom' parameter.\"");
                    } else {
                        e.respond(200, "\"no object\"");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> client.purge(InstanceFilter.all()))
                    .withMessageContaining("Please provide value");
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.status("one"))
                    .withMessageContaining("no object");
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.list(InstanceFilter.all()).count())
                    .withMessageContaining("not an array");
        }
    }

    @Test
    void emptyBodiesAreNotReadAsObjects() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(e.index() < 2 ? 404 : 200, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.status("one")).isEmpty();
            assertThat(client.purge("one")).isZero();
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.status("one"))
                    .withMessageContaining("no body");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"historyEvents", "history"})
    void theHistoryIsFoundUnderBothOfItsKeys(String key) {
        String history = "\"" + key + "\":[{\"EventType\":\"ExecutionStarted\"}],";
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, status("one", "Completed", history)));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status =
                    client.status("one", StatusOptions.defaults().withHistory()).orElseThrow();

            assertThat(status.historyJson()).contains("[{\"EventType\":\"ExecutionStarted\"}]");
            assertThat(host.requests().get(0).target())
                    .endsWith("?showInput=true&showDetails=true&showHistory=true&showHistoryOutput=false");
        }
    }

    @Test
    void aListEndsAtAnEmptyContinuationHeaderAndAtAnAbsentOne() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    String page = "[" + status("one", "Running", "") + "]";
                    switch (e.index()) {
                        case 0 -> e.respond(200, page, "X-MS-Continuation-Token: more");
                        case 1 -> e.respond(200, page, "x-ms-continuation-token:");
                        default -> e.respond(200, page);
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.list(InstanceFilter.all())).hasSize(2);
            assertThat(client.list(InstanceFilter.all())).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-06T07:08:09Z, 2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09.5Z, 2024-05-06T07:08:09.5Z",
        "2024-05-06T07:08:09.123456Z, 2024-05-06T07:08:09.123456Z",
        "2024-05-06T07:08:09.1234567+02:00, 2024-05-06T05:08:09.1234567Z"
    })
    void datesComeWithAndWithoutFractionsAndOffsets(String written, String meant) {
        String body = status("one", "Running", "").replace("2024-05-06T07:08:09Z", written);
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(202, body));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.status("one").orElseThrow().createdTime()).isEqualTo(Instant.parse(meant));
        }
    }

    @Test
    void unknownFieldsAreKeptAndHarmNothing() {
        String more = "\"input\":null,\"surprise\":{\"a\":[1]},";
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, status("one", "Completed", more)));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status = client.status("one").orElseThrow();

            assertThat(status.toJson()).contains("\"surprise\":{\"a\":[1]}").contains("\"input\":null");
            assertThat(status.executionId()).isEmpty();
            assertThat(status.version()).isEmpty();
            assertThat(status.tags()).isEqualTo(Map.of());
            assertThat(status.scheduledStartTime()).isEmpty();
            assertThat(status.completedTime()).isEmpty();
            assertThat(status.failureDetails()).isEmpty();
        }
    }

    @Test
    void payloadsAreEncodedOnceAndNullIsNotAbsent() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(202, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            client.start("X", "text");
            client.start("X", Map.of("a", 1));
            client.start("X", null);
            client.start("X", NullNode.getInstance());
            client.start("X", "");
            client.raiseEvent("one", "approve", "text");
            client.raiseEvent("one", "approve", NullNode.getInstance());

            assertThat(host.requests())
                    .extracting(Request::body)
                    .containsExactly("\"text\"", "{\"a\":1}", "", "null", "\"\"", "\"text\"", "null");
        }
    }

    @Test
    void textThatIsEncodedTwiceIsLeftToTheTypeAskedFor() {
        String output = "\"output\":\"{\\\"a\\\":1}\",";
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, status("one", "Completed", output)));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status = client.status("one").orElseThrow();

            assertThat(status.outputAs(String.class)).contains("{\"a\":1}");
            assertThat(status.outputJson()).contains("\"{\\\"a\\\":1}\"");
        }
    }

    @Test
    void entitiesAmongTheInstancesAreLeftOut() {
        String page = "[" + status("@counter@x", "Running", "") + "," + status("one", "Running", "") + "]";
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, page));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.list(InstanceFilter.all()))
                    .extracting(InstanceStatus::instanceId)
                    .containsExactly("one");
        }
    }

    static void change(DurableClient client, String operation) {
        switch (operation) {
            case "terminate" -> client.terminate("one", "why");
            case "suspend" -> client.suspend("one", "why");
            case "resume" -> client.resume("one", "why");
            case "rewind" -> client.rewind("one", "why");
            case "restart" -> client.restart("one");
            case "restart in place" -> client.restartInPlace("one");
            default -> throw new IllegalArgumentException(operation);
        }
    }
}
