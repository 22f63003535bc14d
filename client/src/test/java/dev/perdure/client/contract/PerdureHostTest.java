package dev.perdure.client.contract;

import static dev.perdure.client.scripted.Payloads.BASE;
import static dev.perdure.client.scripted.Payloads.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.client.DurableClient;
import dev.perdure.client.IdReuse;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.OrchestrationFailedException;
import dev.perdure.client.OrchestrationInstance;
import dev.perdure.client.StartOptions;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.OrchestratorType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Perdure host has beyond the contract. */
class PerdureHostTest {

    private static final Duration LONG = Callers.GENEROUS;

    /** As an orchestrator class declares it. */
    abstract static class Greet implements OrchestratorType<String, String> {}

    @Test
    void startsWithEverythingThereIs() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, "{}", "Perdure-Attached: true"));
                DurableClient client = DurableClient.connect(host.origin())) {
            OrchestrationInstance<?> instance = client.start(
                    "Greet",
                    "you",
                    StartOptions.defaults()
                            .instanceId("one")
                            .version("2.1 beta")
                            .startTime(Instant.parse("2030-01-02T03:04:05.5Z"))
                            .idReuse(IdReuse.ATTACH)
                            .tag("team", "blue=green")
                            .tag("größe", "XL & more"));

            assertThat(instance.wasAttached()).isTrue();
            assertThat(host.requestsOf("POST").get(0).target())
                    .isEqualTo(
                            BASE + "orchestrators/Greet/one?version=2.1%20beta&startTime=2030-01-02T03%3A04%3A05.500Z"
                                    + "&idReuse=attach&tag=team%3Dblue%3Dgreen&tag=gr%C3%B6%C3%9Fe%3DXL%20%26%20more");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartOptions.defaults().tag("a=b", "c"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceFilter.all().tag("", "c"));
    }

    @Test
    void filtersByNameAndTagsAndFetchesDetails() {
        String details = "\"executionId\":\"e1\",\"version\":\"2\",\"tags\":{\"team\":\"blue\"},"
                + "\"scheduledStartTime\":\"2024-05-06T07:08:09.5Z\",\"completedTime\":\"2024-05-06T08:00:00Z\",";
        try (ScriptedHost host =
                        ScriptedHost.start(e -> e.perdure(200, "[" + status("one", "Completed", details) + "]"));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status = client.list(InstanceFilter.all()
                            .name("Fulfil")
                            .tag("team", "blue")
                            .tag("site", "b")
                            .withDetails())
                    .findFirst()
                    .orElseThrow();

            assertThat(host.requests().get(1).target())
                    .isEqualTo(BASE + "instances?top=100&showInput=false&name=Fulfil&tag=team%3Dblue&tag=site%3Db"
                            + "&showDetails=true");
            assertThat(status.executionId()).contains("e1");
            assertThat(status.version()).contains("2");
            assertThat(status.tags()).containsExactly(Map.entry("team", "blue"));
            assertThat(status.scheduledStartTime()).contains(Instant.parse("2024-05-06T07:08:09.5Z"));
            assertThat(status.completedTime()).contains(Instant.parse("2024-05-06T08:00:00Z"));
        }
    }

    @Test
    void aFailureTellsItsTypeItsStackTraceAndItsCauses() {
        String failed =
                "\"output\":\"card refused\",\"failureDetails\":{\"errorType\":\"java.lang.IllegalStateException\","
                        + "\"errorMessage\":\"card refused\",\"stackTrace\":\"at A\",\"isNonRetriable\":true,"
                        + "\"properties\":{\"code\":7,\"list\":[true,null,\"x\"],\"map\":{\"a\":1.5}},"
                        + "\"innerFailure\":{\"errorType\":\"java.io.IOException\",\"errorMessage\":\"line down\","
                        + "\"stackTrace\":null,\"innerFailure\":null,\"isNonRetriable\":false,\"properties\":{}}},";
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, status("one", "Failed", failed)));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(OrchestrationFailedException.class)
                    .isThrownBy(() -> client.instance("one", String.class).join(LONG))
                    .withMessage("The instance 'one' ended as Failed (java.lang.IllegalStateException): card refused")
                    .satisfies(e -> {
                        assertThat(e.errorType()).contains("java.lang.IllegalStateException");
                        FailureDetails details = e.failureDetails().orElseThrow();
                        assertThat(details.stackTrace()).isEqualTo("at A");
                        assertThat(details.nonRetriable()).isTrue();
                        assertThat(details.cause()).isEqualTo(FailureDetails.of("java.io.IOException", "line down"));
                        assertThat(details.properties()).containsOnlyKeys("code", "list", "map");
                        assertThat(details.properties().get("code")).hasToString("number_value: 7.0\n");
                    });
            assertThat(host.requests())
                    .extracting(Request::target)
                    .allMatch(t -> t.contains("showDetails=true") || t.contains("/waits"));
        }
    }

    @Test
    void terminatesAndPurgesDescendants() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(200, "{\"instancesDeleted\":3}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            client.terminateRecursive("one", "why");
            assertThat(client.purgeRecursive("one")).isEqualTo(3);

            assertThat(host.requestsOf("POST").get(0).target())
                    .isEqualTo(BASE + "instances/one/terminate?reason=why&recursive=true");
            Request purge = host.requestsOf("DELETE").get(0);
            assertThat(purge.target()).isEqualTo(BASE + "instances/one?recursive=true");
            assertThat(purge.header("perdure-if-ended")).contains("true");
        }
    }

    @Test
    void restartsUnderANewIdOrInPlace() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    switch (e.index()) {
                        case 0, 1 -> e.perdure(202, "{\"id\":\"new-1\",\"statusQueryGetUri\":\"x\"}");
                        case 2 -> e.perdure(202, "{}");
                        default -> e.perdure(409, "{\"ExceptionMessage\":\"it is Running\"}");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.restart("one")).isEqualTo("new-1");
            client.restartInPlace("one");

            assertThat(host.requests())
                    .extracting(Request::target)
                    .containsExactly(
                            BASE + "instances/one/restart?restartWithNewInstanceId=true",
                            BASE + "instances/one/restart?restartWithNewInstanceId=false");
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.restart("one"))
                    .withMessageContaining("id of the instance");
            assertThatExceptionOfType(InstanceAlreadyExistsException.class)
                    .isThrownBy(() -> client.restartInPlace("one"))
                    .withMessageContaining("restart")
                    .withMessageContaining("it is Running");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "resume", "rewind"})
    void status409SaysThatTheStateDoesNotAllowIt(String operation) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(409, "{\"Message\":\"it is not\"}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(WrongInstanceStateException.class)
                    .isThrownBy(() -> HostOdditiesTest.change(client, operation))
                    .withMessageContaining("it is not")
                    .satisfies(e -> assertThat(e.instanceId()).isEqualTo("one"));
            assertThat(host.requests().get(0).target()).isEqualTo(BASE + "instances/one/" + operation + "?reason=why");
        }
    }

    @Test
    void startsAndJoinsWithoutBlockingTheCaller() throws Exception {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST")
                            && !e.request().target().contains("/waits")) {
                        e.perdure(202, "{}");
                    } else {
                        e.respond(
                                e.request().method().equals("GET") ? 200 : 404,
                                status("one", "Completed", "\"output\":\"hello\","));
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            List<CompletableFuture<OrchestrationInstance<String>>> starts = IntStream.range(0, 50)
                    .mapToObj(i -> client.startAsync(
                            Greet.class, "you", StartOptions.defaults().instanceId("i-" + i)))
                    .toList();
            for (CompletableFuture<OrchestrationInstance<String>> start : starts) {
                assertThat(start.thenCompose(i -> i.joinAsync(LONG)).get(LONG.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo("hello");
            }
            assertThat(client.startAsync(
                            Greet.class, "you", StartOptions.defaults().instanceId(".")))
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalArgumentException.class);
        }
    }
}
