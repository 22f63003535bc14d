package dev.perdure.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.DurableClient;
import dev.perdure.client.IdReuse;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.OrchestrationFailedException;
import dev.perdure.client.OrchestrationInstance;
import dev.perdure.client.StartOptions;
import dev.perdure.client.StatusOptions;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.client.binding.HttpAnswer;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.host.door.HttpDoorOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and the host as the two ends of one contract, over a socket. */
class ClientAgainstHostTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final StartOptions ONE = StartOptions.defaults().instanceId("one");

    @TempDir
    Path folder;

    private OpenDoor open;
    private DurableClient client;

    @BeforeEach
    void open() {
        open = new OpenDoor(folder).withWorker();
        client = DurableClient.connect(origin());
    }

    @AfterEach
    void close() {
        client.close();
        open.close();
    }

    private URI origin() {
        return URI.create("http://127.0.0.1:" + open.door.port());
    }

    @Test
    void suspendsAndResumes() {
        client.start("Waits", null, ONE);
        client.waitForStart("one", LONG);

        client.suspend("one", "hold on");
        assertThat(status().runtimeStatus()).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThatExceptionOfType(WrongInstanceStateException.class).isThrownBy(() -> client.suspend("one", "again"));
        client.resume("one", "go on");
        assertThatExceptionOfType(WrongInstanceStateException.class).isThrownBy(() -> client.resume("one", "again"));
        client.raiseEvent("one", "go", 7);

        assertThat(client.instance("one", Integer.class).join(LONG)).isEqualTo(7);
        client.suspend("one", "has ended: no error");
        client.resume("one", "has ended: no error");
        assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client.suspend("none", ""));
    }

    @Test
    void everyIdReusePolicyDoesWhatItSays() {
        client.start("Waits", "first", ONE);

        assertThatExceptionOfType(InstanceAlreadyExistsException.class).isThrownBy(() -> client.start("Waits", 1, ONE));
        assertThat(client.start("Waits", 1, ONE.idReuse(IdReuse.ATTACH_LIVE)).wasAttached())
                .isTrue();
        assertThat(client.start("Waits", 1, ONE.idReuse(IdReuse.ATTACH)).wasAttached())
                .isTrue();
        assertThat(status().inputJson()).contains("\"first\"");
        assertThat(client.start("Waits", "second", ONE.idReuse(IdReuse.REPLACE)).wasAttached())
                .isFalse();
        assertThat(status().inputJson()).contains("\"second\"");

        client.terminate("one", "enough");
        assertThat(client.start("Waits", 1, ONE.idReuse(IdReuse.ATTACH)).wasAttached())
                .isTrue();
        assertThatExceptionOfType(InstanceAlreadyExistsException.class)
                .isThrownBy(() -> client.start("Waits", 1, ONE.idReuse(IdReuse.REJECT)));
        assertThat(client.start("Waits", "third", ONE.idReuse(IdReuse.ATTACH_LIVE))
                        .wasAttached())
                .isFalse();
        assertThat(status().inputJson()).contains("\"third\"");
    }

    @Test
    void tagsVersionStartTimeAndDetailsComeBack() {
        Instant later = Instant.parse("2100-01-02T03:04:05Z");
        client.start(
                "Waits",
                null,
                ONE.version("2").startTime(later).tag("team", "blue=green").tag("größe", "XL"));
        client.start("Waits", null, StartOptions.defaults().instanceId("two").tag("team", "red"));
        client.start("Echo", 1, StartOptions.defaults().instanceId("three")).join(LONG);

        assertThat(status().runtimeStatus()).isEqualTo(RuntimeStatus.PENDING);
        assertThat(status().version()).contains("2");
        assertThat(status().scheduledStartTime()).contains(later);
        assertThat(status().tags()).isEqualTo(Map.of("team", "blue=green", "größe", "XL"));
        assertThat(status().executionId()).isPresent();
        assertThat(status().completedTime()).isEmpty();
        assertThat(ids(InstanceFilter.all().tag("team", "blue=green"))).containsExactly("one");
        assertThat(ids(InstanceFilter.all().name("Waits"))).containsExactlyInAnyOrder("one", "two");
        InstanceStatus ended = client.list(InstanceFilter.all().name("Echo").withDetails())
                .findFirst()
                .orElseThrow();
        assertThat(ended.completedTime()).isPresent();
    }

    @Test
    void aFailureComesWithItsDetails() {
        OrchestrationInstance<?> failing = client.start("Fails", null, ONE);

        assertThatExceptionOfType(OrchestrationFailedException.class)
                .isThrownBy(() -> failing.join(LONG))
                .satisfies(e -> {
                    assertThat(e.errorType()).isPresent();
                    assertThat(e.failureDetails().orElseThrow().message()).isEqualTo(e.failure());
                });
        HttpAnswer answer = client.http().waitForCompletionOrCreateCheckStatusResponse("one");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("\"runtimeStatus\":\"Failed\"");
    }

    @Test
    void purgesByIdsByFilterAndByPrefixAndNeverWhatHasNotEnded() {
        List<String> ids = IntStream.range(0, 30).mapToObj(i -> "i-" + i).toList();
        for (String id : ids) {
            client.start("Echo", 1, StartOptions.defaults().instanceId(id)).join(LONG);
        }
        client.start("Waits", null, ONE);

        assertThatExceptionOfType(WrongInstanceStateException.class).isThrownBy(() -> client.purge("one"));
        assertThat(client.purge(List.of("i-0", "i-1", "one", "none"))).isEqualTo(2);
        assertThat(client.purge(InstanceFilter.all().idPrefix("i-2"))).isEqualTo(11);
        assertThat(client.purge(InstanceFilter.all().statuses(RuntimeStatus.FAILED)))
                .isZero();
        assertThat(client.purge(InstanceFilter.all())).isEqualTo(17);
        assertThat(ids(InstanceFilter.all())).containsExactly("one");
        client.terminateRecursive("one", "enough");
        assertThat(client.purgeRecursive("one")).isEqualTo(1);
    }

    @Test
    void theCheckStatusResponseLeadsToTheInstance() {
        client.start("Waits", null, ONE);
        HttpAnswer answer = client.http()
                .waitForCompletionOrCreateCheckStatusResponse("one", Duration.ofMillis(10), Duration.ofMillis(10));

        assertThat(answer.status()).isEqualTo(202);
        String location = answer.headers().getOrDefault("Location", "");
        String path = URI.create(location).getRawPath();
        assertThat(open.get(path).body()).contains("\"instanceId\":\"one\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBindingOpensEveryOperationByRpcAndByItsTemplates(boolean rpc) {
        client.close();
        open.close();
        LinkOptions links = new LinkOptions("s3cret", Duration.ofHours(1), false, InstantSource.system());
        ApiOptions api = new ApiOptions("OrdersHub", false, links, Duration.ofMinutes(1));
        open = new OpenDoor(folder, api, HttpDoorOptions.defaults()).withWorker();
        String binding = open.get("/durabletask/binding").body();
        client = DurableClient.fromBinding(
                rpc ? binding : binding.replaceFirst("\"rpcBaseUrl\":\"[^\"]*\"", "\"rpcBaseUrl\":null"));

        client.start("Waits", null, ONE);
        client.suspend("one", "hold on & wait");
        client.resume("one", "go on");
        client.raiseEvent("one", "go", 7);
        assertThat(client.instance("one", Integer.class).join(LONG)).isEqualTo(7);
        assertThat(ids(InstanceFilter.all())).containsExactly("one");
        client.terminate("one", "has ended: no error");
        assertThat(client.purge("one")).isEqualTo(1);
        assertThat(client.purge(InstanceFilter.all())).isZero();
        String location = client.http().checkStatusResponse("none").headers().getOrDefault("Location", "");
        assertThat(open.get(location.substring(origin().toString().length())).statusCode())
                .as("its code opens it")
                .isEqualTo(404);
    }

    private InstanceStatus status() {
        return client.status("one", StatusOptions.defaults()).orElseThrow();
    }

    private List<String> ids(InstanceFilter filter) {
        return client.list(filter).map(InstanceStatus::instanceId).toList();
    }
}
