package dev.perdure.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.NewOrchestrationInstanceOptions;
import com.microsoft.durabletask.OrchestrationMetadata;
import dev.perdure.core.tls.MadeCertificate;
import dev.perdure.host.Host;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The official SDK on channels of its user's making: TLS, the key as metadata, and a hub that is not the default. */
class OfficialOverTlsTest {

    private static final String KEY = "the key of this host";
    private static final MadeCertificate AUTHORITY = MadeCertificate.authority("authority");
    private static final MadeCertificate HOST = AUTHORITY.vouchedFor("host");

    // The worker's loop has no end, and its host lives as long.
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path folder = Path.of("");

    @Test
    void clientAndWorkerAttachUnchanged() throws IOException, TimeoutException {
        Host host = host();
        ManagedChannel channel = channel(host, KEY);
        new Registered(channel)
                .orchestration(
                        "Hello",
                        context -> context.complete(
                                context.callActivity("greet", context.getInput(String.class), String.class)
                                        .await()))
                .activity("greet", context -> "Hello " + context.getInput(String.class))
                .builder
                .build()
                .start();
        DurableTaskClient client =
                new DurableTaskGrpcClientBuilder().grpcChannel(channel).build();

        client.scheduleNewOrchestrationInstance(
                "Hello",
                new NewOrchestrationInstanceOptions().setInstanceId("a").setInput("TLS"));
        OrchestrationMetadata ended = client.waitForInstanceCompletion("a", OfficialHub.LONG, true);

        assertThat(ended.readOutputAs(String.class)).isEqualTo("Hello TLS");
        assertUnauthenticated(channel(host, null));
        assertUnauthenticated(channel(host, "wrong"));
    }

    private static Host host() {
        Host host = Host.start(HostSettings.of(Map.of(
                Setting.DATA,
                folder.resolve("data").toString(),
                Setting.HTTP_PORT,
                "0",
                Setting.GRPC_PORT,
                "0",
                Setting.KEY,
                KEY,
                Setting.MORE_HUBS,
                "billing",
                Setting.TLS_CERT,
                HOST.certificateTo(folder.resolve("host.pem")).toString(),
                Setting.TLS_KEY,
                HOST.keyTo(folder.resolve("host-key.pem")).toString())));
        Runtime.getRuntime().addShutdownHook(new Thread(host::close));
        return host;
    }

    private static ManagedChannel channel(Host host, @Nullable String key) throws IOException {
        Path trust = AUTHORITY.certificateTo(folder.resolve("ca.pem"));
        Metadata headers = new Metadata();
        if (key != null) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        }
        headers.put(Metadata.Key.of("taskhub", Metadata.ASCII_STRING_MARSHALLER), "billing");
        return Grpc.newChannelBuilder(
                        "127.0.0.1:" + host.grpcPort(),
                        TlsChannelCredentials.newBuilder()
                                .trustManager(trust.toFile())
                                .build())
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                .build();
    }

    private static void assertUnauthenticated(ManagedChannel channel) {
        try {
            DurableTaskClient client =
                    new DurableTaskGrpcClientBuilder().grpcChannel(channel).build();
            assertThatThrownBy(() -> client.getInstanceMetadata("a", false))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                        assertThat(e.getStatus().getDescription()).contains("authorization: Bearer KEY");
                    });
        } finally {
            channel.shutdownNow();
        }
    }
}
