package dev.perdure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.perdure.client.scripted.Exchange;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.RuntimeStatus;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurableClientTest {

    private static final String BASE = "/runtime/webhooks/durabletask/";

    record Order(String id, List<String> items) {}

    record Receipt(BigDecimal total) {}

    /** As an orchestrator class declares it. */
    abstract static class Fulfil implements OrchestratorType<Order, Receipt> {}

    @Test
    void startsWithAnIdOfItsOwnAKeyAndTheInputEncodedOnce() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, "{\"id\":\"whatever\"}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            OrchestrationInstance<Receipt> instance = client.start(Fulfil.class, new Order("7", List.of("a")));

            Request request = host.requests().get(0);
            assertThat(instance.instanceId()).matches("[0-9a-f]{32}");
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo(BASE + "orchestrators/Fulfil/" + instance.instanceId());
            assertThat(request.body()).isEqualTo("{\"id\":\"7\",\"items\":[\"a\"]}");
            assertThat(request.header("content-type")).contains("application/json");
            assertThat(request.header("idempotency-key").orElse("")).matches("[0-9a-f]{32}");
            assertThat(request.header("traceparent")).isEmpty();
            assertThat(request.header("host")).contains("127.0.0.1:" + host.port());
        }
    }

    @Test
    void startsWithTheIdAndTheTraceGivenAndWithoutABodyForNoInput() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, "{}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            OrchestrationInstance<?> instance = client.start(
                    "Nightly",
                    null,
                    StartOptions.defaults().instanceId("night-1").traceParent(trace));

            Request request = host.requests().get(0);
            assertThat(instance.instanceId()).isEqualTo("night-1");
            assertThat(request.target()).isEqualTo(BASE + "orchestrators/Nightly/night-1");
            assertThat(request.body()).isEmpty();
            assertThat(request.header("content-length")).contains("0");
            assertThat(request.header("content-type")).isEmpty();
            assertThat(request.header("traceparent")).contains(trace);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartOptions.defaults().traceParent("x\r\nHost: evil"));
    }

    @Test
    void usesAnotherKeyForEachWrite() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            for (int i = 0; i < 3; i++) {
                client.raiseEvent("one", "approve", i);
            }
            assertThat(host.requests().stream()
                            .map(r -> r.header("idempotency-key"))
                            .distinct())
                    .hasSize(3)
                    .doesNotContain(Optional.empty());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain-id_1.x~      | plain-id_1.x~
            with space         | with%20space
            per%cent&amp=1+2   | per%25cent%26amp%3D1%2B2
            colon:semi;comma,  | colon%3Asemi%3Bcomma%2C
            Zürich-東京-😀     | Z%C3%BCrich-%E6%9D%B1%E4%BA%AC-%F0%9F%98%80
            "quoted'id"        | %22quoted%27id%22
            """, quoteCharacter = '`')
    void percentEncodesIdsInPaths(String id, String encoded) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(404, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.status(id)).isEmpty();
            assertThat(client.purge(id)).isZero();

            assertThat(host.requests().get(0).target())
                    .isEqualTo(BASE + "instances/" + encoded + "?showInput=true&showDetails=true");
            assertThat(host.requests().get(1).target()).isEqualTo(BASE + "instances/" + encoded);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a/b", "a?b", "a#b", "a\\b", "@counter@x", "line\nbreak"})
    void refusesIdsThatWouldMeanSomethingElseOnTheWayBeforeAnythingIsSent(String id) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(200, "{\"instancesDeleted\":1000}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatIllegalArgumentException().isThrownBy(() -> client.purge(id));
            assertThatIllegalArgumentException().isThrownBy(() -> client.status(id));
            assertThatIllegalArgumentException().isThrownBy(() -> client.terminate(id, "why"));
            assertThatIllegalArgumentException().isThrownBy(() -> client.raiseEvent(id, "approve", 1));
            assertThat(host.accepted()).isZero();
        }
    }

    @Test
    void sendsTheKeyAsAHeaderAndTheHubInTheQuery() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, ""));
                DurableClient client = DurableClient.builder()
                        .origin(host.origin())
                        .key("s3cret")
                        .taskHub("Orders Hub")
                        .build()) {
            client.terminate("one", "no more stock & no time");

            Request request = host.requests().get(0);
            assertThat(request.target())
                    .isEqualTo(
                            BASE
                                    + "instances/one/terminate?taskHub=Orders%20Hub&reason=no%20more%20stock%20%26%20no%20time");
            assertThat(request.header("x-functions-key")).contains("s3cret");
        }
    }

    @ParameterizedTest
    @CsvSource({"409,''", "500,OrchestrationAlreadyExistsException", "500,InvalidOperationException"})
    void tellsADuplicateStartFromOtherFailures(int status, String type) {
        String error = "{\"Message\":\"Something went wrong\",\"ExceptionMessage\":"
                + "\"An orchestration with id 'dup' already exists. It is Running.\",\"ExceptionType\":\"" + type
                + "\"}";
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(status, error));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(InstanceAlreadyExistsException.class)
                    .isThrownBy(
                            () -> client.start("X", 1, StartOptions.defaults().instanceId("dup")))
                    .withMessageContaining("It is Running")
                    .satisfies(e -> assertThat(e.instanceId()).isEqualTo("dup"));
        }
    }

    @Test
    void saysWhatTheHostHasAgainstARequest() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    switch (e.index()) {
                        case 0 -> e.respond(400, "{\"Message\":\"Bad\",\"ExceptionMessage\":\"no orchestrator 'X'\"}");
                        case 1 -> e.respond(400, "{\"Message\":\"only a message\"}", "Content-Type: text/plain");
                        case 2 -> e.respond(401, "");
                        case 3 -> e.respond(500, "<html>oops\u0000\n</html>");
                        default -> e.respond(302, "", "Location: http://elsewhere.invalid/");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> client.start("X", 1))
                    .withMessageContaining("start X for instance '")
                    .withMessageContaining("no orchestrator 'X'");
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> client.raiseEvent("one", "approve", 1))
                    .withMessageContaining("only a message");
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> client.status("one"))
                    .withMessageContaining("key");
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.terminate("one", ""))
                    .withMessageContaining("HTTP 500")
                    .withMessageContaining("<html>oops </html>");
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.status("one"))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(302));
        }
    }

    @Test
    void readsAStatusWhateverItsContentTypeSays() {
        String body = """
                {"name":"Fulfil","instanceId":"one","runtimeStatus":"Completed","input":{"id":"7","items":["a"]},
                 "customStatus":"packing","output":{"total":12345678901234567890.10},
                 "createdTime":"2024-05-06T07:08:09Z","lastUpdatedTime":"2024-05-06T09:08:10.1234567+02:00",
                 "historyEvents":[{"EventType":"ExecutionStarted"}],"unknown":true}
                """;
        try (ScriptedHost host =
                        ScriptedHost.start(e -> e.respond(200, body, "Content-Type: application/octet-stream"));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status = client.status(
                            "one", StatusOptions.defaults().withHistoryAndOutputs())
                    .orElseThrow();

            assertThat(host.requests().get(0).target())
                    .isEqualTo(BASE
                            + "instances/one?showInput=true&showDetails=true&showHistory=true&showHistoryOutput=true");
            assertThat(status.instanceId()).isEqualTo("one");
            assertThat(status.name()).isEqualTo("Fulfil");
            assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
            assertThat(status.createdTime()).isEqualTo(Instant.parse("2024-05-06T07:08:09Z"));
            assertThat(status.lastUpdatedTime()).isEqualTo(Instant.parse("2024-05-06T07:08:10.1234567Z"));
            assertThat(status.inputAs(Order.class)).contains(new Order("7", List.of("a")));
            assertThat(status.customStatusAs(String.class)).contains("packing");
            assertThat(status.customStatusJson()).contains("\"packing\"");
            assertThat(status.outputJson())
                    .as("no digit is lost on the way")
                    .contains("{\"total\":12345678901234567890.10}");
            assertThat(status.outputAs(Receipt.class).orElseThrow().total())
                    .isEqualTo(new BigDecimal("12345678901234567890.10"));
            assertThat(status.historyJson()).contains("[{\"EventType\":\"ExecutionStarted\"}]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"input\":null,\"output\":null,\"customStatus\":null,\"historyEvents\":null,", ""})
    void takesNullAndAbsentPayloadsAsNone(String payloads) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(202, status("one", "Running", payloads)));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status = client.status("one").orElseThrow();

            assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
            assertThat(status.inputJson()).isEmpty();
            assertThat(status.inputAs(Order.class)).isEmpty();
            assertThat(status.outputJson()).isEmpty();
            assertThat(status.customStatusJson()).isEmpty();
            assertThat(status.historyJson()).isEmpty();
        }
    }

    @Test
    void keepsFalsyPayloadsApartFromNone() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(
                        200, status("one", "Completed", "\"input\":\"\",\"output\":false,\"customStatus\":0,")));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceStatus status = client.status("one").orElseThrow();

            assertThat(status.inputJson()).contains("\"\"");
            assertThat(status.inputAs(String.class)).contains("");
            assertThat(status.outputAs(Boolean.class)).contains(false);
            assertThat(status.outputAs(boolean.class)).contains(false);
            assertThat(status.customStatusAs(Integer.class)).contains(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{}", "{\"instanceId\":\"one\",\"runtimeStatus\":\"Dancing\"}"})
    void refusesAStatusThatIsNone(String body) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, body));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.status("one"))
                    .withMessageContaining("one");
        }
    }

    @Test
    void listsLazilyOverAllPages() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    String token = e.request().header("x-ms-continuation-token").orElse("");
                    switch (token) {
                        case "" -> page(e, "page 2", "a", "b");
                        case "page 2" -> page(e, "page 3", "@counter@x");
                        default -> page(e, "", "c");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceFilter filter = InstanceFilter.all()
                    .statuses(RuntimeStatus.COMPLETED, RuntimeStatus.RUNNING)
                    .createdFrom(Instant.parse("2024-05-06T07:08:09Z"))
                    .createdTo(Instant.parse("2024-05-07T07:08:09Z"))
                    .idPrefix("a b")
                    .pageSize(2);

            Iterator<InstanceStatus> list = client.list(filter).iterator();
            assertThat(host.requests()).isEmpty();
            assertThat(list.next().instanceId()).isEqualTo("a");
            assertThat(host.requests()).hasSize(1);
            assertThat(list.next().instanceId()).isEqualTo("b");
            assertThat(host.requests()).hasSize(1);
            assertThat(list.next().instanceId()).isEqualTo("c");
            assertThat(list.hasNext()).isFalse();

            assertThat(host.requests()).hasSize(3);
            assertThat(host.requests())
                    .extracting(Request::target)
                    .containsOnly(BASE + "instances?top=2&showInput=false&createdTimeFrom=2024-05-06T07%3A08%3A09Z"
                            + "&createdTimeTo=2024-05-07T07%3A08%3A09Z&instanceIdPrefix=a%20b"
                            + "&runtimeStatus=Running%2CCompleted");
            assertThat(host.requests().get(0).header("x-ms-continuation-token")).isEmpty();
            assertThat(host.accepted()).isEqualTo(1);
        }
    }

    @Test
    void doesNotGoRoundInCirclesWhenAHostNamesTheSamePageAgain() {
        try (ScriptedHost host = ScriptedHost.start(e -> page(e, "same", "a"));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.list(InstanceFilter.all()).count())
                    .withMessageContaining("same page");
        }
    }

    @Test
    void raisesEventsAndSaysWhenTheyWereNotTaken() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    int[] statuses = {202, 202, 404, 410};
                    e.perdure(statuses[e.index()], "");
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            client.raiseEvent("one", "approve it", true);
            client.raiseEvent("one", "approve", null);

            assertThat(host.requests().get(0).target()).isEqualTo(BASE + "instances/one/raiseEvent/approve%20it");
            assertThat(host.requests().get(0).body()).isEqualTo("true");
            assertThat(host.requests().get(0).header("content-type")).contains("application/json");
            assertThat(host.requests().get(1).body())
                    .as("an empty body would be refused")
                    .isEqualTo("null");
            assertThatExceptionOfType(InstanceNotFoundException.class)
                    .isThrownBy(() -> client.raiseEvent("one", "approve", 1));
            assertThatExceptionOfType(WrongInstanceStateException.class)
                    .isThrownBy(() -> client.raiseEvent("one", "approve", 1))
                    .withMessageContaining("ended");
        }
    }

    @Test
    void terminatesAndPurges() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    switch (e.index()) {
                        case 0 -> e.perdure(202, "");
                        case 1 -> e.perdure(410, "");
                        case 2, 4 -> e.perdure(404, "");
                        case 3 -> e.perdure(200, "{\"instancesDeleted\":1}");
                        default -> e.perdure(409, "");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatNoException().isThrownBy(() -> client.terminate("one", "enough"));
            assertThatNoException().as("has ended already").isThrownBy(() -> client.terminate("one", "enough"));
            assertThatExceptionOfType(InstanceNotFoundException.class)
                    .isThrownBy(() -> client.terminate("one", "enough"));
            assertThat(client.purge("one")).isEqualTo(1);
            assertThat(client.purge("one")).isZero();
            assertThatExceptionOfType(WrongInstanceStateException.class).isThrownBy(() -> client.purge("one"));
            assertThat(host.requests().get(3).method()).isEqualTo("DELETE");
        }
    }

    @Test
    void joinsATypedResult() {
        AtomicInteger polls = new AtomicInteger();
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST")) {
                        e.perdure(202, "{}");
                    } else if (polls.incrementAndGet() < 4) {
                        // A client that heeded this would not be back in time.
                        e.perdure(202, status("one", "Running", ""), "Retry-After: 3600");
                    } else {
                        e.perdure(200, status("one", "Completed", "\"output\":{\"total\":9.90},"));
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            OrchestrationInstance<Receipt> instance = client.start(Fulfil.class, new Order("7", List.of()));

            assertThat(instance.join(Duration.ofSeconds(30))).isEqualTo(new Receipt(new BigDecimal("9.90")));
            assertThat(polls).hasValue(4);
            assertThat(host.requestsOf("GET").getFirst().target()).endsWith("?showInput=false&showDetails=true");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"Failed|\"card refused\"|card refused", "Terminated|{\"a\":1}|{\"a\":1}", "Canceled|null|``"})
    void joinSaysHowAnInstanceEnded(String status, String output, String failure) {
        try (ScriptedHost host =
                        ScriptedHost.start(e -> e.perdure(200, status("one", status, "\"output\":" + output + ",")));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(OrchestrationFailedException.class)
                    .isThrownBy(() -> client.instance("one", String.class).join(Duration.ofSeconds(30)))
                    .satisfies(e -> {
                        assertThat(e.instanceId()).isEqualTo("one");
                        assertThat(e.status().wireName()).isEqualTo(status);
                        assertThat(e.failure()).isEqualTo(failure);
                    });
        }
    }

    @Test
    void oneMayWaitForEverSoLong() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(200, status("one", "Completed", "")));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.waitForCompletion("one", Duration.ofSeconds(Long.MAX_VALUE))
                            .runtimeStatus())
                    .isEqualTo(RuntimeStatus.COMPLETED);
        }
    }

    @Test
    void waitingEndsWithItsTimeAndWithAnInstanceThatIsNotThere() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().target().contains("/gone")) {
                        e.perdure(404, "");
                    } else {
                        e.perdure(202, status("one", "Running", ""));
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatExceptionOfType(WaitTimeoutException.class)
                    .isThrownBy(() -> client.waitForCompletion("one", Duration.ofSeconds(2)))
                    .withMessageContaining("Running");
            assertThat(host.requests().size()).isGreaterThan(2);
            assertThatExceptionOfType(InstanceNotFoundException.class)
                    .isThrownBy(() -> client.waitForCompletion("gone", Duration.ofSeconds(30)));
        }
    }

    @Test
    void worksOverAnyTransport() {
        Transport transport = new Transport() {
            @Override
            public TransportResponse send(TransportRequest request) {
                assertThat(request.operation()).isEqualTo("purge");
                assertThat(request.instanceId()).contains("one");
                assertThat(request.deadline()).isEqualTo(Duration.ofSeconds(5));
                return TransportResponse.of(
                        200,
                        Map.of(HttpHeaders.PERDURE_VERSION, "1"),
                        "{\"instancesDeleted\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }

            @Override
            public void close() {}
        };
        try (DurableClient client = DurableClient.over(transport)) {
            assertThat(client.withDeadline(Duration.ofSeconds(5)).purge("one")).isEqualTo(1);
            assertThat(client.sessionStats()).isEmpty();
        }
    }

    @Test
    void clientsOfOneOriginShareConnectionsAndPrivateOnesDoNot() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(404, ""));
                DurableClient second = DurableClient.connect(host.origin());
                DurableClient own = DurableClient.builder()
                        .origin(host.origin())
                        .privateSession()
                        .build()) {
            DurableClient first = DurableClient.connect(host.origin());
            first.status("one");
            second.status("one");
            assertThat(host.accepted()).isEqualTo(1);
            assertThat(second.sessionStats().orElseThrow().reusedTotal()).isEqualTo(1);
            own.status("one");
            assertThat(host.accepted()).isEqualTo(2);

            first.close();
            assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> first.status("one"));
            assertThat(second.status("one")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h:1",
                "http://h:1/path",
                "http://h:1?q=1",
                "http://user@h:1",
                "127.0.0.1",
                "http:///x",
                "http://h:1#f"
            })
    void refusesWhatIsNotAnOrigin(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurableClient.connect(URI.create(origin)))
                .withMessageContaining("not an origin");
    }

    @Test
    void refusesDeadlinesThatOutliveTheHostsMemoryOfKeys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurableClient.builder().deadline(Duration.ofMinutes(11)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurableClient.builder().deadline(Duration.ZERO));
    }

    private static String status(String id, String runtimeStatus, String payloads) {
        return "{" + payloads + "\"name\":\"Fulfil\",\"instanceId\":\"" + id + "\",\"runtimeStatus\":\"" + runtimeStatus
                + "\",\"createdTime\":\"2024-05-06T07:08:09Z\",\"lastUpdatedTime\":\"2024-05-06T07:08:09Z\"}";
    }

    private static void page(Exchange e, String nextToken, String... ids) throws java.io.IOException {
        StringBuilder body = new StringBuilder("[");
        for (String id : ids) {
            body.append(body.length() == 1 ? "" : ",").append(status(id, "Running", ""));
        }
        e.perdure(200, body.append(']').toString(), "x-ms-continuation-token: " + nextToken);
    }
}
