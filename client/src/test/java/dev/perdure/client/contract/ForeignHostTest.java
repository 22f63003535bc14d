package dev.perdure.client.contract;

import static dev.perdure.client.scripted.Payloads.error;
import static dev.perdure.client.scripted.Payloads.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.DurableClient;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.IdReuse;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.OrchestrationInstance;
import dev.perdure.client.StartOptions;
import dev.perdure.client.UnsupportedByHostException;
import dev.perdure.client.scripted.Exchange;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.core.EntityId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host other than Perdure lacks is refused before anything is sent, or made up for; it is never left out silently. */
class ForeignHostTest {

    private static final Instant LATER = Instant.parse("2030-01-02T03:04:05Z");

    static Stream<Arguments> lacking() {
        return Stream.of(
                lacking("a start time", c -> start(c, StartOptions.defaults().startTime(LATER))),
                lacking("tags", c -> start(c, StartOptions.defaults().tag("team", "blue"))),
                lacking("the id reuse policy 'reject'", c -> start(c, reusing(IdReuse.REJECT))),
                lacking("the id reuse policy 'attach'", c -> start(c, reusing(IdReuse.ATTACH))),
                lacking("the id reuse policy 'replace'", c -> start(c, reusing(IdReuse.REPLACE))),
                lacking("the descendants", c -> c.terminateRecursive("one", "why")),
                lacking("the descendants", c -> c.purgeRecursive("one")),
                lacking("cancelling", c -> c.cancel("one", "why")),
                lacking(
                        "a filter by tags",
                        c -> assertThat(c.list(InstanceFilter.all().tag("team", "blue")))
                                .isEmpty()),
                lacking("a filter by tags", c -> c.purge(InstanceFilter.all().tag("team", "blue"))),
                lacking("a scheduled time", c -> c.entities().signal(new EntityId("counter", "k"), "add", 1, LATER)),
                lacking("the cleaning of its entity storage", c -> c.entities().cleanStorage(true, true)));
    }

    private static Arguments lacking(String feature, Consumer<DurableClient> call) {
        return Arguments.of(feature, call);
    }

    private static StartOptions reusing(IdReuse policy) {
        return StartOptions.defaults().idReuse(policy);
    }

    private static void start(DurableClient client, StartOptions options) {
        client.start("X", 1, options);
    }

    @ParameterizedTest
    @MethodSource("lacking")
    void whatItLacksIsRefusedBeforeAnythingIsSent(String feature, Consumer<DurableClient> call) {
        try (ScriptedHost host = ScriptedHost.start(ForeignHostTest::foreign);
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(UnsupportedByHostException.class)
                    .isThrownBy(() -> call.accept(client))
                    .withMessageContaining(feature)
                    .satisfies(e -> assertThat(e.feature()).isEqualTo(feature));
            assertThat(host.requests()).extracting(Request::target).containsOnly("/health/live");
        }
    }

    @ParameterizedTest
    @MethodSource("lacking")
    void aPerdureHostIsAskedOnceWhatItIsAndThenForAllOfIt(String feature, Consumer<DurableClient> call) {
        try (ScriptedHost host = ScriptedHost.start(ForeignHostTest::perdure);
                DurableClient client = DurableClient.connect(host.origin())) {
            call.accept(client);
            call.accept(client);

            assertThat(host.requests())
                    .as(feature)
                    .extracting(Request::target)
                    .filteredOn("/health/live"::equals)
                    .hasSize(1);
            assertThat(host.requests()).hasSizeGreaterThan(2);
        }
    }

    @Test
    void aHostThatCannotBeAskedIsNotTakenForAnother() {
        int port = ScriptedHost.freePort();
        try (DurableClient client = DurableClient.builder()
                .origin(URI.create("http://127.0.0.1:" + port))
                .deadline(Duration.ofMillis(200))
                .build()) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(
                            () -> client.start("X", 1, StartOptions.defaults().startTime(LATER)));
        }
    }

    @Test
    void attachesToALiveInstanceByTheErrorOfADuplicate() {
        String body = error("OrchestrationAlreadyExistsException", "it already exists");
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(e.index() == 0 ? 202 : 500, body));
                DurableClient client = DurableClient.connect(host.origin())) {
            StartOptions options = StartOptions.defaults().instanceId("one").idReuse(IdReuse.ATTACH_LIVE);

            OrchestrationInstance<?> first = client.start("X", 1, options);
            OrchestrationInstance<?> second = client.start("X", 1, options);

            assertThat(first.wasAttached()).isFalse();
            assertThat(second.wasAttached()).isTrue();
            assertThat(second.instanceId()).isEqualTo("one");
            assertThat(host.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(IdReuse.class)
    void noHostIsAskedForWhatAllHave(IdReuse policy) {
        try (ScriptedHost host = ScriptedHost.start(ForeignHostTest::perdure);
                DurableClient client = DurableClient.connect(host.origin())) {
            client.start("X", 1, reusing(policy));

            assertThat(host.requests()).hasSize(policy.isCommon() ? 1 : 2);
            String target = host.requestsOf("POST").get(0).target();
            assertThat(target.contains("idReuse=" + policy.wireName())).isEqualTo(policy != IdReuse.REPLACE_TERMINAL);
        }
    }

    @Test
    void theNameOfAnOrchestratorIsChosenHereAndLazily() {
        String page = "[" + status("a", "Running", "") + ","
                + status("b", "Running", "").replace("Fulfil", "Other") + "," + status("c", "Running", "") + "]";
        try (ScriptedHost host =
                        ScriptedHost.start(e -> e.respond(200, page, "x-ms-continuation-token: page " + e.index()));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.list(InstanceFilter.all().name("Fulfil")).limit(3))
                    .extracting(InstanceStatus::instanceId)
                    .containsExactly("a", "c", "a");
            assertThat(host.requests()).hasSize(2);
            assertThat(host.requests().get(0).target()).endsWith("&name=Fulfil");
        }
    }

    private static void foreign(Exchange e) throws IOException {
        e.respond(404, "");
    }

    private static void perdure(Exchange e) throws IOException {
        switch (e.request().method()) {
            case "GET" -> e.perdure(200, e.request().target().startsWith("/health") ? "live" : "[]");
            case "DELETE" -> e.perdure(200, "{\"instancesDeleted\":1}");
            default -> e.perdure(202, "{\"id\":\"x\",\"emptyEntitiesRemoved\":0,\"orphanedLocksReleased\":0}");
        }
    }
}
