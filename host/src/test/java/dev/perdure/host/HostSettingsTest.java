package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSettingsTest {

    /** The table in the repository; the tests of a module run in its folder. */
    private static final Path TABLE = Path.of("..", "docs", "settings.md");

    @Test
    void defaultsAreThoseOfTheEngineAndLoopback() {
        HostSettings settings = HostSettings.of(Map.of());

        assertThat(settings.engine()).isEqualTo(dev.perdure.engine.EngineOptions.defaults());
        assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.httpPort()).isEqualTo(7071);
        assertThat(settings.grpcPort()).isEqualTo(4001);
        assertThat(settings.key()).isNull();
        assertThat(settings.payloadBytesMax()).isEqualTo(16 * 1024 * 1024);
        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anOptionWinsOverTheEnvironmentAndThatOverTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p"), "http-port=1\ngrpc-port=2\npartitions=3\nkey=\n");

        HostSettings settings = HostSettings.resolve(
                Map.of(Setting.HTTP_PORT, "11"),
                Map.of("PERDURE_HTTP_PORT", "12", "PERDURE_GRPC_PORT", "13", "PERDURE_PARTITIONS", " "),
                file);

        assertThat(settings.httpPort()).isEqualTo(11);
        assertThat(settings.grpcPort()).isEqualTo(13);
        assertThat(settings.engine().partitions()).isEqualTo(3);
        assertThat(settings.key()).isNull();
    }

    @Test
    void aKeyOpensOtherAddresses() {
        assertThat(HostSettings.of(Map.of(Setting.HTTP_HOST, "0.0.0.0", Setting.KEY, "k"))
                        .httpHost())
                .isEqualTo("0.0.0.0");
        assertThatThrownBy(() -> HostSettings.of(Map.of(Setting.HTTP_HOST, "0.0.0.0")))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining("PERDURE_KEY");
    }

    @Test
    void noDoorBeyondLoopbackIsOpenToAll(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), " s3cret\n");
        Map<Setting, String> certified = Map.of(
                Setting.GRPC_HOST, "0.0.0.0",
                Setting.TLS_CERT, "cert.pem",
                Setting.TLS_KEY, "key.pem",
                Setting.TLS_CLIENT_CA, "ca.pem");

        assertThat(HostSettings.of(Map.of(Setting.GRPC_HOST, "0.0.0.0", Setting.KEY_FILE, key.toString()))
                        .key())
                .isEqualTo("s3cret");
        assertThat(HostSettings.of(certified).tls()).isNotNull();
        assertRefused("nothing keeps them out", Map.of(Setting.GRPC_HOST, "0.0.0.0"));
        assertRefused(
                "nothing keeps them out",
                Map.of(Setting.GRPC_HOST, "0.0.0.0", Setting.TLS_CERT, "cert.pem", Setting.TLS_KEY, "key.pem"));
        assertRefused("leave one of them out", Map.of(Setting.KEY, "k", Setting.KEY_FILE, key.toString()));
        assertRefused(
                "cannot be read",
                Map.of(Setting.KEY_FILE, folder.resolve("none").toString()));
        assertThatThrownBy(() ->
                        HostSettings.of(Map.of(Setting.TLS_CLIENT_CA, "ca.pem")).tls())
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining("both --tls-cert and --tls-key");
    }

    @Test
    void hubNamesAreCheckedAndCountedOnce() {
        assertThat(HostSettings.of(Map.of(Setting.TASK_HUB, "orders", Setting.MORE_HUBS, "Billing, ORDERS,Stock"))
                        .taskHubs()
                        .all())
                .containsExactly("orders", "Billing", "Stock");
        assertRefused("more-hubs must be", Map.of(Setting.MORE_HUBS, "billing,,stock"));
        assertRefused("more-hubs must be", Map.of(Setting.MORE_HUBS, "../billing"));
        assertRefused(
                "17 names",
                Map.of(
                        Setting.MORE_HUBS,
                        IntStream.range(0, 17).mapToObj(i -> "hub" + i).collect(Collectors.joining(","))));
    }

    private static void assertRefused(String words, Map<Setting, String> values) {
        assertThatThrownBy(() -> HostSettings.of(values))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining(words);
    }

    @Test
    void theTableInTheDocumentationIsComplete() throws IOException {
        assertThat(Files.readString(TABLE)).isEqualTo(table());
    }

    private static String table() {
        StringBuilder text = new StringBuilder("""
                # Settings of the host

                Each setting can be given as an option of `perdure serve`, as an environment variable, or in a properties file
                (`--config FILE` or `PERDURE_CONFIG`; otherwise `perdure.properties` in the current folder, if it is there).
                An option wins over the environment, the environment over the file, the file over the default. A mistake in
                any of them ends the command with exit code 2 and one sentence.

                | Property | Option | Environment | Default | Meaning |
                |---|---|---|---|---|
                """);
        for (Setting setting : Setting.values()) {
            text.append("| `")
                    .append(setting.property())
                    .append("` | `")
                    .append((setting.option() + " " + setting.placeholder()).trim())
                    .append("` | `")
                    .append(setting.environment())
                    .append("` | ")
                    .append(setting.fallback().isEmpty() ? "none" : "`" + setting.fallback() + "`")
                    .append(" | ")
                    .append(setting.meaning())
                    .append(" |\n");
        }
        return text.toString();
    }
}
