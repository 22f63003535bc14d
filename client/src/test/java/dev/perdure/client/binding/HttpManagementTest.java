package dev.perdure.client.binding;

import static dev.perdure.client.scripted.Payloads.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.internal.BaseRoutes;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.session.Ticker;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpManagementTest {

    private static final String PUBLIC = "https://orders.example";

    @Test
    void managementUrlsArePublicEvenIfThePrivateEntranceIsUsed() {
        try (DurableClient client = DurableClient.fromBinding(
                ClientBindingTest.binding(PUBLIC, "\"http://127.0.0.1:17071/durabletask/\""))) {
            ManagementPayload payload = client.http().managementPayload("order-7");

            assertThat(payload.id()).isEqualTo("order-7");
            assertThat(payload.urls())
                    .containsOnlyKeys(
                            "statusQueryGetUri",
                            "sendEventPostUri",
                            "terminatePostUri",
                            "rewindPostUri",
                            "purgeHistoryDeleteUri",
                            "restartPostUri",
                            "suspendPostUri",
                            "resumePostUri")
                    .allSatisfy((name, url) -> assertThat(url)
                            .startsWith(PUBLIC + "/runtime/webhooks/durabletask/instances/order-7")
                            .doesNotContain("INSTANCEID"));
            assertThat(payload.url("terminatePostUri").orElse(""))
                    .contains("?reason={text}&")
                    .endsWith("code=terminate");
            assertThat(payload.toJson())
                    .startsWith("{\"id\":\"order-7\",\"statusQueryGetUri\":\"https://orders.example/");
            assertThat(payload).hasToString("management URLs of instance 'order-7'");
        }
    }

    @Test
    void theCheckStatusResponseHasTheOriginOfTheRequest() {
        try (DurableClient client = DurableClient.fromBinding(ClientBindingTest.binding(PUBLIC, "null"))) {
            URI request = URI.create("http://user@gateway.example:8080/api/start?x=1");
            HttpAnswer answer = client.http(request).checkStatusResponse("order 7");

            String statusUrl = "http://gateway.example:8080/runtime/webhooks/durabletask/instances/order%207"
                    + "?taskHub=OrdersHub&connection=Storage&code=status";
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.headers())
                    .containsEntry("Content-Type", "application/json")
                    .containsEntry("Retry-After", "10")
                    .containsEntry("Location", statusUrl);
            assertThat(answer.body())
                    .contains("\"id\":\"order 7\"")
                    .contains(statusUrl)
                    .doesNotContain(PUBLIC);
        }
    }

    @Test
    void theKeyOfAClientIsInNoUrl() {
        try (DurableClient client = DurableClient.connect(URI.create("http://127.0.0.1:7071"), "s3cret")) {
            assertThat(client.http().checkStatusResponse("one").body())
                    .contains(
                            "http://127.0.0.1:7071/runtime/webhooks/durabletask/instances/one/raiseEvent/{eventName}\"")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void withoutAnAddressTheRequestMustGiveOne() {
        try (DurableClient client = DurableClient.over(new NoHost())) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> client.http().managementPayload("one"))
                    .withMessageContaining("http(requestUrl)");
            assertThat(client.http(URI.create("http://here:1/x"))
                            .managementPayload("one")
                            .url("statusQueryGetUri"))
                    .contains("http://here:1/runtime/webhooks/durabletask/instances/one");
            assertThatIllegalArgumentException().isThrownBy(() -> client.http(URI.create("/api/start")));
        }
    }

    private static final class NoHost implements Transport {
        @Override
        public TransportResponse send(TransportRequest request) {
            throw new AssertionError("nothing is to be sent: " + request);
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Completed  | \"text\" | 200 | output",
                "Completed  | null     | 200 | output",
                "Completed  | {\"a\":1.10} | 200 | output",
                "Terminated | \"why\"  | 200 | status",
                "Canceled   | null     | 200 | status",
                "Failed     | \"why\"  | 500 | status"
            })
    void answersHowTheInstanceEnded(String runtimeStatus, String output, int status, String body) {
        String payload = status("one", runtimeStatus, "\"output\":" + output + ",");
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, payload));
                DurableClient client = DurableClient.connect(host.origin())) {
            HttpAnswer answer = client.http().waitForCompletionOrCreateCheckStatusResponse("one");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
            assertThat(answer.body()).isEqualTo(body.equals("output") ? output : payload);
        }
    }

    @Test
    void asksThreeTimesInTwoSecondsAndThenGivesTheCheckStatusResponse() {
        Clock clock = new Clock();
        List<Long> asked = new ArrayList<>();
        HttpManagement management = management(clock, asked, "Running");

        HttpAnswer answer = management.waitForCompletionOrCreateCheckStatusResponse(
                "one", Duration.ofSeconds(2), Duration.ofSeconds(1));

        assertThat(asked).containsExactly(0L, 1_000_000_000L, 2_000_000_000L);
        assertThat(answer).isEqualTo(management.checkStatusResponse("one"));
    }

    @Test
    void theLastPauseIsOnlyAsLongAsTheTimeLeft() {
        List<Long> asked = new ArrayList<>();

        management(new Clock(), asked, "Running")
                .waitForCompletionOrCreateCheckStatusResponse("one", Duration.ofMillis(2_500), Duration.ofSeconds(1));

        assertThat(asked).containsExactly(0L, 1_000_000_000L, 2_000_000_000L, 2_500_000_000L);
    }

    @Test
    void waitsTenSecondsAndAsksEverySecondUnlessSaidOtherwise() {
        List<Long> asked = new ArrayList<>();

        management(new Clock(), asked, "Pending").waitForCompletionOrCreateCheckStatusResponse("one");

        assertThat(asked).hasSize(11);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1001", "1000, 0", "1000, -1"})
    void refusesAnIntervalThatCannotBeAtOnce(long timeoutMillis, long intervalMillis) {
        List<Long> asked = new ArrayList<>();
        HttpManagement management = management(new Clock(), asked, "Completed");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> management.waitForCompletionOrCreateCheckStatusResponse(
                        "one", Duration.ofMillis(timeoutMillis), Duration.ofMillis(intervalMillis)))
                .withMessageContaining("interval");
        assertThat(asked).isEmpty();
    }

    @Test
    void anInstanceThatIsNotThereIsAnError() {
        HttpManagement management = new HttpManagement(
                LinkTemplates.under("http://h:1", BaseRoutes.webhook()), null, id -> Optional.empty(), new Clock());

        assertThatExceptionOfType(InstanceNotFoundException.class)
                .isThrownBy(() -> management.waitForCompletionOrCreateCheckStatusResponse("gone"))
                .withMessageContaining("gone");
    }

    private static HttpManagement management(Clock clock, List<Long> asked, String runtimeStatus) {
        InstanceStatus status = read(runtimeStatus);
        return new HttpManagement(
                LinkTemplates.under("http://h:1", BaseRoutes.webhook()),
                null,
                id -> {
                    asked.add(clock.nanos());
                    return Optional.of(status);
                },
                clock);
    }

    private static InstanceStatus read(String runtimeStatus) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(202, status("one", runtimeStatus, "")));
                DurableClient client = DurableClient.connect(host.origin())) {
            return client.status("one").orElseThrow();
        }
    }

    /** Goes on only while somebody sleeps. Confined to one thread. */
    private static final class Clock implements Ticker {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            now += nanos;
        }
    }
}
