package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.AccessDeniedException;
import dev.perdure.client.DurableClient;
import dev.perdure.client.DurableClientBuilder;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.StartOptions;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.tls.MadeCertificate;
import dev.perdure.core.tls.TlsFiles;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.host.cli.CommandRun;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both doors of a host with certificates and keys, over real sockets. */
class TlsDoorsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "the key of this host";
    private static final String LIST = "/runtime/webhooks/durabletask/instances";
    private static final MadeCertificate AUTHORITY = MadeCertificate.authority("authority");
    private static final MadeCertificate HOST = AUTHORITY.vouchedFor("host");
    private static final MadeCertificate CLIENT = AUTHORITY.vouchedFor("client");
    private static final MadeCertificate STRANGER = MadeCertificate.authority("stranger");
    private static final MadeCertificate STRANGE_CLIENT = STRANGER.vouchedFor("strange client");

    @TempDir
    Path folder;

    private Path trust = Path.of("");
    private Path stranger = Path.of("");
    private Path certificate = Path.of("");
    private Path clientCertificate = Path.of("");
    private Path clientKey = Path.of("");

    @BeforeEach
    void writeFiles() {
        trust = AUTHORITY.certificateTo(folder.resolve("ca.pem"));
        stranger = STRANGER.certificateTo(folder.resolve("stranger.pem"));
        certificate = HOST.certificateTo(folder.resolve("host.pem"));
        clientCertificate = CLIENT.certificateTo(folder.resolve("client.pem"));
        clientKey = CLIENT.keyTo(folder.resolve("client-key.pem"));
    }

    @Test
    void clientWorkerAndCommandsConnectToAHostWithTlsAndAKey() throws Exception {
        Path keyFile = Files.writeString(folder.resolve("key"), KEY + "\n");
        try (Host host = tlsHost(Map.of(Setting.KEY_FILE, keyFile.toString()));
                DurableClient client = client(host).trust(trust).key(KEY).build();
                GrpcWorkHost grpc = worker(host).trust(trust).key(KEY).build();
                Worker worker = echo(grpc)) {
            client.start("Echo", "over TLS", StartOptions.defaults().instanceId("a"));

            assertThat(client.instance("a", String.class).join(LONG)).isEqualTo("over TLS");
            assertThat(worker.isConnected()).isTrue();
            assertThat(get(host, "Authorization", "bearer " + KEY).statusCode()).isEqualTo(200);
            CommandRun binding = command("binding", host, "--tls-cert", certificate.toString());
            assertThat(binding.out()).contains("\"baseUrl\":\"https://127.0.0.1:" + host.httpPort());
            CommandRun plain = command("binding", host);
            assertThat(plain.code()).isEqualTo(2);
            assertThat(plain.err()).contains("if it speaks TLS, give --tls-cert");
        }
    }

    @Test
    void aMissingOrWrongKeyIsRefusedAtBothDoors() throws Exception {
        try (Host host = tlsHost(Map.of(Setting.KEY, KEY))) {
            assertUnreachable(worker(host).trust(trust), "UNAUTHENTICATED: The key is missing or wrong");
            assertUnreachable(worker(host).trust(trust).key(KEY + "?"), "UNAUTHENTICATED: The key is missing or wrong");
            assertThat(get(host, "Accept", "*/*").statusCode()).isEqualTo(401);
            assertThat(get(host, "Authorization", "Bearer no").body()).contains("The key is missing or wrong");
            assertThat(get(host, "Authorization", "Basic " + KEY).statusCode()).isEqualTo(401);
            assertThat(get(host, "x-functions-key", KEY).statusCode()).isEqualTo(200);
            try (DurableClient client =
                    client(host).trust(trust).key("no").privateSession().build()) {
                assertThatThrownBy(() -> client.status("a")).isInstanceOf(AccessDeniedException.class);
            }
        }
    }

    @Test
    void aKeyIsAskedForOnLoopbackWithoutTlsToo() {
        Map<Setting, String> plain = settings(Map.of(Setting.KEY, KEY));
        try (Host host = Host.start(HostSettings.of(plain))) {
            assertUnreachable(GrpcWorkHost.at("127.0.0.1:" + host.grpcPort()), "UNAUTHENTICATED");
            try (GrpcWorkHost open = GrpcWorkHost.at("http://127.0.0.1:" + host.grpcPort())
                    .key(KEY)
                    .build()) {
                open.connect(GetWorkItemsRequest.getDefaultInstance(), new Deaf())
                        .close();
            }
        }
    }

    @Test
    void anEndThatNobodyVouchesForIsRefused() {
        try (Host host = tlsHost(Map.of());
                DurableClient client =
                        client(host).trust(stranger).privateSession().build()) {
            assertUnreachable(worker(host).trust(stranger), "unable to find valid certification path");
            assertThatThrownBy(() -> client.status("a"))
                    .isInstanceOf(HostUnavailableException.class)
                    .hasMessageContaining("shows a certificate that is not trusted")
                    .hasMessageContaining("unable to find valid certification path");
            CommandRun binding = command("binding", host, "--trust", stranger.toString());
            assertThat(binding.code()).isEqualTo(2);
            assertThat(binding.err()).contains("do not agree on TLS");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedButKnownOnTheHostsOwnMachine() {
        // That of an authority has no names in it.
        Path nameless = STRANGER.certificateTo(folder.resolve("nameless.pem"));
        Map<Setting, String> settings = settings(Map.of(
                Setting.TLS_CERT, nameless.toString(),
                Setting.TLS_KEY,
                        STRANGER.keyTo(folder.resolve("nameless-key.pem")).toString()));
        try (Host host = Host.start(HostSettings.of(settings));
                DurableClient client =
                        client(host).trust(nameless).privateSession().build()) {
            assertUnreachable(worker(host).trust(nameless), "No subject alternative names");
            assertThatThrownBy(() -> client.status("a"))
                    .isInstanceOf(HostUnavailableException.class)
                    .hasMessageContaining("No subject alternative names");
            assertThat(command("binding", host, "--tls-cert", nameless.toString())
                            .out())
                    .contains("https://127.0.0.1");
            CommandRun other = command("binding", host, "--tls-cert", certificate.toString());
            assertThat(other.err()).contains("another certificate than the one expected");
        }
    }

    @Test
    void bothDoorsShowANewCertificateWithoutARestart() {
        MadeCertificate next = AUTHORITY.vouchedFor("renewed host");
        Path renewed = next.certificateTo(folder.resolve("renewed.pem"));
        try (Host host = tlsHost(Map.of())) {
            assertThat(shows(renewed, host.httpPort())).isFalse();
            assertThat(shows(renewed, host.grpcPort())).isFalse();
            next.certificateTo(certificate);
            next.keyTo(folder.resolve("host-key.pem"));

            long end = System.nanoTime() + LONG.toNanos();
            while (!shows(renewed, host.httpPort()) || !shows(renewed, host.grpcPort())) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    /** Whether a door shows this certificate. */
    private static boolean shows(Path file, int port) {
        try (SSLSocket socket =
                (SSLSocket) TlsFiles.none().contextFor(file).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return true;
        } catch (SSLException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void plainTextToADoorWithTlsFailsAndIsToldWhy() {
        try (Host host = tlsHost(Map.of());
                DurableClient client = DurableClient.builder()
                        .origin(URI.create("http://127.0.0.1:" + host.httpPort()))
                        .deadline(Duration.ofSeconds(2))
                        .privateSession()
                        .build()) {
            assertUnreachable(GrpcWorkHost.at("127.0.0.1:" + host.grpcPort()), "write https:// before its address");
            assertThatThrownBy(() -> client.status("a"))
                    .isInstanceOf(RuntimeException.class)
                    .hasStackTraceContaining("https://");
        }
    }

    @Test
    void whereCertificatesAreAskedForOneThatIsVouchedForIsEnough() throws Exception {
        Path strangeCertificate = STRANGE_CLIENT.certificateTo(folder.resolve("strange.pem"));
        Path strangeKey = STRANGE_CLIENT.keyTo(folder.resolve("strange-key.pem"));
        try (Host host = tlsHost(Map.of(Setting.TLS_CLIENT_CA, trust.toString()));
                DurableClient client = client(host)
                        .trust(trust)
                        .clientCertificate(clientCertificate, clientKey)
                        .build();
                GrpcWorkHost grpc = worker(host)
                        .trust(trust)
                        .clientCertificate(clientCertificate, clientKey)
                        .build();
                Worker worker = echo(grpc)) {
            client.start("Echo", "certified", StartOptions.defaults().instanceId("a"));

            assertThat(client.instance("a", String.class).join(LONG)).isEqualTo("certified");
            assertThat(worker.isConnected()).isTrue();
            assertUnreachable(worker(host).trust(trust), "UNAVAILABLE");
            assertUnreachable(
                    worker(host).trust(trust).clientCertificate(strangeCertificate, strangeKey), "UNAVAILABLE");
            assertThatThrownBy(() -> get(host, "Accept", "*/*")).isInstanceOf(IOException.class);
            try (DurableClient bare = client(host).trust(trust).privateSession().build()) {
                assertThatThrownBy(() -> bare.status("a"))
                        .isInstanceOf(HostUnavailableException.class)
                        .hasMessageContaining("asks for a certificate that it trusts");
            }
            assertThat(command("binding", host, "--tls-cert", certificate.toString())
                            .err())
                    .contains("--client-cert");
            assertThat(command(
                                    "binding",
                                    host,
                                    "--tls-cert",
                                    certificate.toString(),
                                    "--client-cert",
                                    clientCertificate.toString(),
                                    "--client-key",
                                    clientKey.toString())
                            .out())
                    .contains("https://127.0.0.1");
        }
    }

    @Test
    void aHostDoesNotStartWithFilesThatDoNotFit() {
        Path key = CLIENT.keyTo(folder.resolve("host-key.pem"));
        Map<Setting, String> settings = settings(Map.of(
                Setting.TLS_CERT, certificate.toString(),
                Setting.TLS_KEY, key.toString()));

        assertThatThrownBy(() -> Host.start(HostSettings.of(settings)))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining("is not that of the first certificate");
    }

    private Host tlsHost(Map<Setting, String> more) {
        Map<Setting, String> settings = settings(more);
        settings.put(Setting.TLS_CERT, certificate.toString());
        settings.put(Setting.TLS_KEY, HOST.keyTo(folder.resolve("host-key.pem")).toString());
        return Host.start(HostSettings.of(settings));
    }

    private Map<Setting, String> settings(Map<Setting, String> more) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.DATA, folder.resolve("data").toString());
        settings.put(Setting.HTTP_PORT, "0");
        settings.put(Setting.GRPC_PORT, "0");
        settings.putAll(more);
        return settings;
    }

    private static DurableClientBuilder client(Host host) {
        return DurableClient.builder().origin(URI.create("https://127.0.0.1:" + host.httpPort()));
    }

    private static GrpcWorkHost.Builder worker(Host host) {
        return GrpcWorkHost.at("https://127.0.0.1:" + host.grpcPort());
    }

    private static Worker echo(GrpcWorkHost host) {
        return Worker.builder()
                .orchestrator("Echo", String.class, (context, input) -> input)
                .connectTo(host)
                .start();
    }

    private static CommandRun command(String name, Host host, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = name;
        arguments[1] = "--http-port";
        arguments[2] = Integer.toString(host.httpPort());
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandRun.of(arguments);
    }

    private HttpResponse<String> get(Host host, String header, String value) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(TlsFiles.none().withTrust(trust).context())
                .build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + host.httpPort() + LIST))
                            .header(header, value)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static void assertUnreachable(GrpcWorkHost.Builder how, String words) {
        try (GrpcWorkHost host = how.build()) {
            assertThatThrownBy(() -> host.connect(GetWorkItemsRequest.getDefaultInstance(), new Deaf()))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining(words);
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
