package dev.perdure.client.entity;

import static dev.perdure.client.scripted.Payloads.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InvalidRequestException;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.core.EntityId;
import java.net.URI;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityClientTest {

    private static final EntityId COUNTER = new EntityId("Counter", "Key 1");

    @Test
    void signalsWithTheInputEncodedOnceAndNoBodyForNone() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(202, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            client.entities().signal(COUNTER, "add", 5);
            client.entities().signal(COUNTER, "set it", "text");
            client.entities().signal(COUNTER, "clear", null);
            client.entities().signal(COUNTER, "clear", NullNode.getInstance());
            client.entities().signal(COUNTER, "clear", 0);
            client.entities().signal(COUNTER, "", Map.of());

            assertThat(host.requests())
                    .extracting(Request::body)
                    .containsExactly("5", "\"text\"", "", "null", "0", "{}");
            assertThat(host.requests().get(1).target()).isEqualTo(BASE + "entities/counter/Key%201?op=set%20it");
            assertThat(host.requests().get(1).header("content-type"))
                    .as("anything else would be taken as plain text")
                    .contains("application/json");
            assertThat(host.requests())
                    .extracting(r -> r.header("idempotency-key"))
                    .doesNotContain(Optional.empty())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void signalsLater() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            client.entities().signal(COUNTER, "add", 5, Instant.parse("2030-01-02T03:04:05Z"));

            assertThat(host.requestsOf("POST").get(0).target())
                    .isEqualTo(BASE + "entities/counter/Key%201?op=add&scheduledTime=2030-01-02T03%3A04%3A05Z");
        }
    }

    @Test
    void anEmptyKeyIsADollarSignInReadsOnly() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(e.index() == 0 ? 404 : 202, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.entities().readState(new EntityId("counter", ""))).isEmpty();
            client.entities().signal(new EntityId("counter", ""), "add", 1);
            client.entities().signal(new EntityId("counter", "$"), "add", 1);

            assertThat(host.requests())
                    .extracting(Request::target)
                    .containsExactly(
                            BASE + "entities/counter/$",
                            BASE + "entities/counter?op=add",
                            BASE + "entities/counter/%24?op=add");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.entities().readState(new EntityId("counter", "$")))
                    .withMessageContaining("empty key");
        }
    }

    @Test
    void aStateThatIsNullIsNotAnEntityThatIsNotThere() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    switch (e.index()) {
                        case 0 -> e.respond(200, "{\"sum\":7}", "Content-Type: text/plain");
                        case 1 -> e.respond(200, "null");
                        case 2 -> e.respond(404, "");
                        default -> e.respond(500, "oops");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            EntityState state = client.entities().readState(COUNTER).orElseThrow();
            assertThat(state.id()).isEqualTo(COUNTER);
            assertThat(state.json()).contains("{\"sum\":7}");
            assertThat(state.as(Map.class)).contains(Map.of("sum", 7));

            EntityState none = client.entities().readState(COUNTER).orElseThrow();
            assertThat(none.json()).contains("null");
            assertThat(none.as(String.class)).isEmpty();

            assertThat(client.entities().readState(COUNTER)).isEmpty();
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.entities().readState(COUNTER))
                    .withMessageContaining("@counter@Key 1");
        }
    }

    @Test
    void listsLazilyOverAllPages() {
        String item = "{\"entityId\":{\"name\":\"counter\",\"key\":\"%s\"},\"lastOperationTime\":"
                + "\"2024-05-06T07:08:09.12Z\",\"state\":%s}";
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().header("x-ms-continuation-token").isEmpty()) {
                        e.respond(200, "[" + item.formatted("a", "5") + "]", "x-ms-continuation-token: 2");
                    } else {
                        e.respond(200, "[" + item.formatted("b", "null") + "]", "x-ms-continuation-token: ");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            EntityFilter filter = EntityFilter.all()
                    .name("Counter")
                    .lastOperationFrom(Instant.parse("2024-01-01T00:00:00Z"))
                    .lastOperationTo(Instant.parse("2025-01-01T00:00:00Z"))
                    .pageSize(1)
                    .withState();

            Iterator<EntityState> list = client.entities().list(filter).iterator();
            assertThat(host.requests()).isEmpty();
            EntityState first = list.next();
            assertThat(host.requests()).hasSize(1);
            assertThat(first.id()).isEqualTo(new EntityId("counter", "a"));
            assertThat(first.as(int.class)).contains(5);
            assertThat(first.lastOperationTime()).contains(Instant.parse("2024-05-06T07:08:09.12Z"));
            assertThat(list.next().json()).isEmpty();
            assertThat(list.hasNext()).isFalse();
            assertThat(host.requests().get(0).target())
                    .isEqualTo(BASE + "entities/counter?top=1&fetchState=true"
                            + "&lastOperationTimeFrom=2024-01-01T00%3A00%3A00Z"
                            + "&lastOperationTimeTo=2025-01-01T00%3A00%3A00Z");
        }
    }

    @Test
    void cleansTheStorageStepByStepToItsEnd() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    String token = e.request().header("x-ms-continuation-token").orElse("");
                    String next = e.request().method().equals("POST") && token.isEmpty() ? "more" : "";
                    e.perdure(
                            200,
                            "{\"emptyEntitiesRemoved\":2,\"orphanedLocksReleased\":1}",
                            "x-ms-continuation-token: " + next);
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.entities().cleanStorage(true, false)).isEqualTo(new CleanedStorage(4, 2));

            assertThat(host.requestsOf("POST")).hasSize(2);
            assertThat(host.requestsOf("POST").get(0).target())
                    .isEqualTo(BASE + "cleanEntityStorage?removeEmptyEntities=true&releaseOrphanedLocks=false");
        }
    }

    @Test
    void saysWhatTheHostHasAgainstASignal() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(400, "{\"Message\":\"no entity 'counter'\"}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> client.entities().signal(COUNTER, "add", 1))
                    .withMessageContaining("@counter@Key 1")
                    .withMessageContaining("no entity");
        }
    }

    @ParameterizedTest
    @CsvSource({"a/b, k", "a, k?", "a, '#'", "a, \\", "' ', k", "a, ."})
    void refusesIdsThatNoPathCanHold(String name, String key) {
        try (DurableClient client = DurableClient.connect(URI.create("http://127.0.0.1:1"))) {
            EntityId id = new EntityId(name, key);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.entities().signal(id, "add", 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.entities().readState(id));
        }
    }
}
