package dev.perdure.client.binding;

import static dev.perdure.client.scripted.Payloads.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.entity.EntityFilter;
import dev.perdure.client.scripted.Exchange;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.core.EntityId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientBindingTest {

    private static final String WEBHOOK = "/runtime/webhooks/durabletask/";

    /** A binding as a host writes it, with another code for each operation. */
    static String binding(String publicOrigin, String rpcBaseUrl) {
        String instance = publicOrigin + WEBHOOK + "instances/INSTANCEID";
        String hub = "taskHub=OrdersHub&connection=Storage&code=";
        return """
                {"taskHubName":"OrdersHub","connectionName":null,"creationUrls":{
                 "createNewInstancePostUri":"%1$s/runtime/webhooks/durabletask/orchestrators/{functionName}[/{instanceId}]?code=start",
                 "createAndWaitOnNewInstancePostUri":"%1$s/x?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=start"},
                 "managementUrls":{"id":"INSTANCEID",
                 "statusQueryGetUri":"%2$s?%3$sstatus",
                 "sendEventPostUri":"%2$s/raiseEvent/{eventName}?%3$sevent",
                 "terminatePostUri":"%2$s/terminate?reason={text}&%3$sterminate",
                 "rewindPostUri":"%2$s/rewind?reason={text}&%3$srewind",
                 "purgeHistoryDeleteUri":"%2$s?%3$spurge",
                 "restartPostUri":"%2$s/restart?%3$srestart",
                 "suspendPostUri":"%2$s/suspend?reason={text}&%3$ssuspend",
                 "resumePostUri":"%2$s/resume?reason={text}&%3$sresume"},
                 "baseUrl":"%1$s/runtime/webhooks/durabletask","requiredQueryStringParameters":"code=any",
                 "rpcBaseUrl":%4$s,"httpBaseUrl":null,"somethingNew":{"a":1}}
                """.formatted(publicOrigin, instance, hub, rpcBaseUrl);
    }

    @Test
    void thePrivateEntranceIsUsedIfThereIsOneWithTheHubOfTheBinding() {
        try (ScriptedHost host = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient client = DurableClient.fromBinding(
                        binding("http://public.invalid:80", "\"" + host.origin() + "/durabletask/\""))) {
            client.start("Fulfil", null);
            client.status("one");
            client.entities().signal(new EntityId("Counter", "k"), "add", 1);

            assertThat(host.requests())
                    .extracting(Request::target)
                    .allSatisfy(t -> assertThat(t).startsWith("/durabletask/").contains("taskHub=OrdersHub"))
                    .noneSatisfy(t -> assertThat(t).contains("code="));
        }
    }

    @Test
    void withoutItEachRequestTakesTheTemplateAndTheCodeOfItsOwnVerb() {
        try (ScriptedHost host = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient client =
                        DurableClient.fromBinding(binding(host.origin().toString(), "null"))) {
            String id = client.start("Fulfil it", null).instanceId();
            client.status("one two");
            assertThat(client.list(InstanceFilter.all())).isEmpty();
            client.raiseEvent("one", "approve it", true);
            client.terminate("one", "no & more");
            client.rewind("one", "");
            client.suspend("one", "a");
            client.resume("one", "b");
            client.restart("one");
            client.purge("one");
            client.purge(InstanceFilter.all());
            client.entities().signal(new EntityId("Counter", "k"), "add", 1);
            assertThat(client.entities().list(EntityFilter.all())).isEmpty();

            String hub = "taskHub=OrdersHub&";
            String at = hub.replace("&", "") + "&connection=Storage&code=";
            assertThat(host.requests())
                    .extracting(r -> r.method() + " " + sorted(r.target()))
                    .satisfiesExactly(
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "orchestrators/Fulfil%20it/" + id
                                                    + "?code=start&taskHub=OrdersHub")),
                            t -> assertThat(t)
                                    .isEqualTo(
                                            "GET "
                                                    + sorted(
                                                            WEBHOOK + "instances/one%20two?connection=Storage"
                                                                    + "&code=status&taskHub=OrdersHub&showInput=true&showDetails=true")),
                            t -> assertThat(t).startsWith("GET " + WEBHOOK + "instances?code=status&"),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(
                                                    WEBHOOK + "instances/one/raiseEvent/approve%20it?" + at + "event")),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "instances/one/terminate?" + at
                                                    + "terminate&reason=no%20%26%20more")),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "instances/one/rewind?" + at + "rewind&reason=")),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "instances/one/suspend?" + at + "suspend&reason=a")),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "instances/one/resume?" + at + "resume&reason=b")),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "instances/one/restart?" + at
                                                    + "restart&restartWithNewInstanceId=true")),
                            t -> assertThat(t).isEqualTo("DELETE " + sorted(WEBHOOK + "instances/one?" + at + "purge")),
                            t -> assertThat(t).startsWith("DELETE " + WEBHOOK + "instances?code=purge&"),
                            t -> assertThat(t)
                                    .isEqualTo("POST "
                                            + sorted(WEBHOOK + "entities/counter/k?code=any&taskHub=OrdersHub&op=add")),
                            t -> assertThat(t).startsWith("GET " + WEBHOOK + "entities?code=any&"));
        }
    }

    /** The order of parameters means nothing. */
    private static String sorted(String target) {
        int question = target.indexOf('?');
        String[] parameters = target.substring(question + 1).split("&", -1);
        Arrays.sort(parameters);
        return target.substring(0, question + 1) + String.join("&", parameters);
    }

    @Test
    void anotherHubTakesThePlaceOfTheOneInTheTemplates() {
        try (ScriptedHost host = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient client = DurableClient.builder()
                        .binding(ClientBinding.parse(binding(host.origin().toString(), "null")))
                        .taskHub("OtherHub")
                        .connection("OtherStorage")
                        .build()) {
            client.terminate("one", "x");

            assertThat(host.requests().get(0).target())
                    .isEqualTo(
                            WEBHOOK + "instances/one/terminate?code=terminate&taskHub=OtherHub&connection=OtherStorage"
                                    + "&reason=x");
        }
    }

    @Test
    void aBindingForGrpcIsUsedByItsPublicAddress() {
        try (ScriptedHost host = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient client = DurableClient.fromBinding(
                        "{\"taskHubName\":\"H\",\"rpcBaseUrl\":"
                                + "\"http://127.0.0.1:4001\",\"httpBaseUrl\":\"" + host.origin()
                                + "/runtime/webhooks/durabletask\","
                                + "\"requiredQueryStringParameters\":\"code=k1&x=%20\",\"maxGrpcMessageSizeInBytes\":4194304}")) {
            client.raiseEvent("one", "approve", 1);

            assertThat(host.requests().get(0).target())
                    .isEqualTo(WEBHOOK + "instances/one/raiseEvent/approve?code=k1&x=%20&taskHub=H");
            assertThat(client.http().managementPayload("one").url("terminatePostUri"))
                    .contains(host.origin() + WEBHOOK + "instances/one/terminate?reason={text}&code=k1&x=%20");
        }
    }

    @Test
    void aBaseAloneIsEnough() {
        try (ScriptedHost host = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient client =
                        DurableClient.fromBinding("{\"baseUrl\":\"" + host.origin() + "/base/path/\"}")) {
            client.status("one");

            assertThat(host.requests().get(0).target()).startsWith("/base/path/instances/one?showInput");
        }
    }

    @Test
    void waitingWorksThroughTemplatesWithoutABase() {
        String binding = binding("ORIGIN", "null").replaceAll("\"baseUrl\":\"[^\"]*\"", "\"baseUrl\":null");
        try (ScriptedHost host = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient client = DurableClient.fromBinding(
                        binding.replace("ORIGIN", host.origin().toString()))) {
            assertThat(client.waitForCompletion("one", Duration.ofSeconds(30)).instanceId())
                    .isEqualTo("one");

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> client.entities().signal(new EntityId("counter", "k"), "add", 1))
                    .withMessageContaining("baseUrl");
        }
    }

    @Test
    void aHostThatListensEverywhereIsReachedAtLocalhost() {
        assertThat(ClientBinding.parse("{\"rpcBaseUrl\":\"http://0.0.0.0:7071/durabletask/\"}")
                        .origin())
                .isEqualTo(URI.create("http://localhost:7071"));
    }

    @Test
    void aNewerBindingLeadsToTheNewAddressAndTheOldOneDrains() {
        ScriptedHost old = ScriptedHost.start(ClientBindingTest::answer);
        DurableClient before = DurableClient.fromBinding(rpc(old));
        before.status("one");
        old.close();
        try (ScriptedHost now = ScriptedHost.start(ClientBindingTest::answer);
                DurableClient after = DurableClient.fromBinding(rpc(now))) {
            assertThat(after.status("one")).isPresent();
            assertThat(now.requests()).hasSize(1);
            assertThat(before.sessionStats()).isPresent();
            assertThatNoException().isThrownBy(before::close);
            assertThat(after.status("one")).isPresent();
        }
    }

    private static String rpc(ScriptedHost host) {
        return "{\"rpcBaseUrl\":\"" + host.origin() + "/durabletask/\"}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{}",
                "{\"rpcBaseUrl\":null,\"httpBaseUrl\":\"\"}",
                "{\"rpcBaseUrl\":\"127.0.0.1:4001\"}",
                "{\"rpcBaseUrl\":7}",
                "{\"creationUrls\":{\"createNewInstancePostUri\":\"http://a/x\"},"
                        + "\"managementUrls\":{\"statusQueryGetUri\":\"http://b/x\"}}"
            })
    void refusesWhatIsNoBindingWithASentence(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurableClient.fromBinding(json))
                .withMessageContaining("client binding");
    }

    @Test
    void showsNoCode() {
        assertThat(ClientBinding.parse(binding("http://h:1", "null")))
                .hasToString("binding to http://h:1, task hub OrdersHub");
    }

    private static void answer(Exchange e) throws IOException {
        String path = e.request().target();
        switch (e.request().method()) {
            case "POST" -> e.respond(202, "{\"id\":\"new\"}");
            case "DELETE" -> e.respond(200, "{\"instancesDeleted\":1}");
            default -> e.respond(200, path.contains("instances/") ? status("one", "Completed", "") : "[]");
        }
    }
}
