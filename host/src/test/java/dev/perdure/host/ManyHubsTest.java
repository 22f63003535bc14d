package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.InvalidRequestException;
import dev.perdure.client.StartOptions;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.CreateTaskHubRequest;
import dev.perdure.core.protocol.CreateTaskHubResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.host.cli.CommandRun;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with the hubs {@code orders}, which is the default, and {@code Billing}. */
class ManyHubsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "s3cret";
    private static final String API = "/runtime/webhooks/durabletask";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void oneIdInTwoHubsIsTwoInstancesEachWithItsOwnWorkerAlsoAfterARestart() {
        try (Host host = start("Billing");
                GrpcWorkHost grpc = workHost(host, "billing");
                Worker worker = worker(grpc, "billing");
                DurableClient orders = client(host, null);
                DurableClient billing = client(host, "BILLING")) {
            orders.start("Who", "x", StartOptions.defaults().instanceId("a"));
            billing.start("Who", "y", StartOptions.defaults().instanceId("a"));
            billing.start("Who", "y", StartOptions.defaults().instanceId("b"));

            assertThat(billing.instance("a", String.class).join(LONG)).isEqualTo("billing ran y");
            assertThat(billing.instance("b", String.class).join(LONG)).isEqualTo("billing ran y");
            assertThat(worker.isConnected()).isTrue();
            // The worker of the other hub had all that time to take it.
            assertThat(orders.status("a").map(InstanceStatus::runtimeStatus)).contains(RuntimeStatus.PENDING);
            assertThat(ids(orders)).containsExactly("a");
            assertThat(ids(billing)).containsExactlyInAnyOrder("a", "b");
            assertThat(CommandRun.of("workers", "--http-port", Integer.toString(host.httpPort()))
                            .out())
                    .contains("No worker is connected");
            assertThat(CommandRun.of(
                                    "workers",
                                    "--http-port",
                                    Integer.toString(host.httpPort()),
                                    "--task-hub",
                                    "billing")
                            .out())
                    .contains("0 turns");
            assertThat(get(host, "/metrics").body())
                    .contains("perdure_workers{hub=\"orders\"} 0.0", "perdure_workers{hub=\"Billing\"} 1.0")
                    .contains("perdure_grpc_calls_open ", "perdure_grpc_bytes_total{direction=\"sent\"}");
        }
        try (Host host = start("Billing");
                GrpcWorkHost grpc = workHost(host, "default");
                Worker worker = worker(grpc, "orders");
                DurableClient orders = client(host, "orders");
                DurableClient billing = client(host, "Billing")) {
            assertThat(orders.instance("a", String.class).join(LONG)).isEqualTo("orders ran x");
            assertThat(billing.instance("a", String.class).join(LONG)).isEqualTo("billing ran y");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void aLinkOpensItsHubOnly() throws Exception {
        try (Host host = start("Billing")) {
            HttpResponse<String> started = post(host, API + "/orchestrators/Who/a?taskHub=billing");
            post(host, API + "/orchestrators/Who/a");
            String link = new ObjectMapper()
                    .readTree(started.body())
                    .path("statusQueryGetUri")
                    .asText();

            assertThat(link).contains("taskHub=Billing").contains("code=");
            assertThat(get(link).statusCode()).isEqualTo(202);
            assertThat(get(link.replace("taskHub=Billing", "taskHub=orders")).statusCode())
                    .isEqualTo(401);
            assertThat(get(link.replace("taskHub=Billing&", "")).statusCode()).isEqualTo(401);
            // Of the names of hubs only who has the key is told.
            HttpResponse<String> unknown = get(link.replace("taskHub=Billing", "taskHub=stock"));
            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(unknown.body()).doesNotContain("orders");
        }
    }

    @Test
    void anUnknownHubIsNotFoundWhateverIsAsked() throws Exception {
        try (Host host = start("Billing");
                DurableClient client = client(host, "stock");
                GrpcWorkHost grpc = workHost(host, "stock")) {
            assertThatThrownBy(() -> client.status("a"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("serves the task hubs 'orders', 'Billing', not 'stock'");
            assertThatThrownBy(() -> client.waitForCompletion("a", LONG)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> grpc.connect(GetWorkItemsRequest.getDefaultInstance(), new Deaf()))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("NOT_FOUND: This host serves the task hubs 'orders', 'Billing', not 'stock'");
            assertThat(post(host, API + "/orchestrators/Who/a?taskHub=stock").statusCode())
                    .isEqualTo(404);
            assertThat(CommandRun.of(
                                    "why", "a", "--http-port", Integer.toString(host.httpPort()), "--task-hub", "stock")
                            .err())
                    .contains("not 'stock'");
        }
    }

    @Test
    void aHubThatIsNoLongerServedStaysAsItIsAndNoneIsOpenedUnderAnotherName() {
        try (Host host = start("Billing");
                DurableClient billing = client(host, "billing")) {
            billing.start("Who", "y", StartOptions.defaults().instanceId("a"));
        }
        try (Host host = start("");
                DurableClient billing = client(host, "billing")) {
            assertThatThrownBy(() -> billing.status("a")).isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> start("orders", Map.of(Setting.TASK_HUB, "Billing")))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining("is the store of the task hub 'orders', not of 'Billing'");
        try (Host host = start("stock,billing");
                DurableClient billing = client(host, "billing")) {
            assertThat(ids(billing)).containsExactly("a");
        }
    }

    @Test
    void emptyingOneHubLeavesTheOthers() {
        try (Host host = start("Billing", Map.of(Setting.ALLOW_EMPTYING, "true"));
                DurableClient orders = client(host, null);
                DurableClient billing = client(host, "billing")) {
            orders.start("Who", "x", StartOptions.defaults().instanceId("a"));
            billing.start("Who", "y", StartOptions.defaults().instanceId("a"));
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("taskhub", Metadata.ASCII_STRING_MARSHALLER), "BILLING");
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + KEY);
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", host.grpcPort())
                    .usePlaintext()
                    .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .build();
            try {
                CreateTaskHubResponse unused = TaskHubSidecarServiceGrpc.newBlockingStub(channel)
                        .createTaskHub(CreateTaskHubRequest.newBuilder()
                                .setRecreateIfExists(true)
                                .build());
            } finally {
                channel.shutdownNow();
            }

            assertThat(ids(billing)).isEmpty();
            assertThat(ids(orders)).containsExactly("a");
        }
    }

    @Test
    void aBackupHoldsEveryHubAndARestoreBringsThemBack() throws Exception {
        Path copy = folder.resolve("copy");
        Path restored = folder.resolve("restored");
        try (Host host = start("Billing");
                DurableClient orders = client(host, null);
                DurableClient billing = client(host, "billing")) {
            orders.start("Who", "x", StartOptions.defaults().instanceId("o"));
            billing.start("Who", "y", StartOptions.defaults().instanceId("b"));
            String data = folder.resolve("data").toString();

            CommandRun backup = CommandRun.of("backup", "--data", data, "--to", copy.toString());
            assertThat(backup.err()).isEmpty();
            assertThat(backup.out().lines()).hasSize(2);
            CommandRun export = CommandRun.of(
                    "export", "--data", data, "--to", folder.resolve("e").toString());
            assertThat(export.out()).contains("1 instances");
            assertThat(export.err()).contains("'Billing' is left out: give --data");
        }
        CommandRun restore = CommandRun.of("restore", "--from", copy.toString(), "--data", restored.toString());
        assertThat(restore.out().lines()).hasSize(2).allMatch(line -> line.startsWith("restored " + copy));
        assertThat(Files.exists(folder.resolve("copy.partial"))).isFalse();
        try (Host host = start("Billing", Map.of(Setting.DATA, restored.toString()));
                DurableClient orders = client(host, null);
                DurableClient billing = client(host, "billing")) {
            assertThat(ids(orders)).containsExactly("o");
            assertThat(ids(billing)).containsExactly("b");
        }
    }

    private Host start(String more) {
        return start(more, Map.of());
    }

    private Host start(String more, Map<Setting, String> others) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.DATA, folder.resolve("data").toString());
        settings.put(Setting.HTTP_PORT, "0");
        settings.put(Setting.GRPC_PORT, "0");
        settings.put(Setting.KEY, KEY);
        settings.put(Setting.TASK_HUB, "orders");
        settings.put(Setting.MORE_HUBS, more);
        settings.putAll(others);
        return Host.start(HostSettings.of(settings));
    }

    private static DurableClient client(Host host, @Nullable String hub) {
        var builder = DurableClient.builder()
                .origin(URI.create("http://127.0.0.1:" + host.httpPort()))
                .key(KEY);
        return hub == null ? builder.build() : builder.taskHub(hub).build();
    }

    private static GrpcWorkHost workHost(Host host, String hub) {
        return GrpcWorkHost.at("127.0.0.1:" + host.grpcPort())
                .key(KEY)
                .taskHub(hub)
                .build();
    }

    private static Worker worker(GrpcWorkHost host, String name) {
        return Worker.builder()
                .orchestrator("Who", String.class, (context, input) -> name + " ran " + input)
                .connectTo(host)
                .start();
    }

    private static List<String> ids(DurableClient client) {
        return client.list(InstanceFilter.all()).map(InstanceStatus::instanceId).toList();
    }

    private HttpResponse<String> get(Host host, String path) {
        return get("http://127.0.0.1:" + host.httpPort() + path);
    }

    private HttpResponse<String> get(String uri) {
        return send(HttpRequest.newBuilder(URI.create(uri)));
    }

    private HttpResponse<String> post(Host host, String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.httpPort() + path))
                .header("x-functions-key", KEY)
                .POST(BodyPublishers.ofString("\"z\"")));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Takes no work. */
    private static final class Deaf implements WorkItemListener {

        @Override
        public void onWorkItem(WorkItem item) {
            throw new AssertionError("There is no work.");
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            // Nothing was asked for.
        }
    }
}
