package dev.perdure.host.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.tls.MadeCertificate;
import dev.perdure.core.tls.TlsFiles;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.storage.Storage;
import dev.perdure.host.http.ApiOptions;
import dev.perdure.host.http.ManagementApi;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SilentPeersTest {

    @TempDir
    Path folder;

    @Test
    void aPeerThatNeverSaysAnythingIsLetGo() throws IOException {
        assertLetGo(null);
    }

    @Test
    void aPeerThatNeverShakesHandsIsLetGo() throws IOException {
        MadeCertificate host = MadeCertificate.authority("host");
        assertLetGo(TlsFiles.none()
                .withCertificate(
                        host.certificateTo(folder.resolve("cert.pem")), host.keyTo(folder.resolve("key.pem"))));
    }

    private void assertLetGo(@Nullable TlsFiles tls) throws IOException {
        HttpDoorOptions options = new HttpDoorOptions(
                "127.0.0.1", 0, 1_000_000, Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofMillis(500), tls);
        try (Storage storage = RocksStorage.open(folder.resolve("data"), RocksOptions.defaults());
                TaskHubEngine engine = TaskHubEngine.open(
                        storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom());
                HostMetrics metrics = new HostMetrics(Map.of("perdure", engine));
                HttpDoor door =
                        HttpDoor.open(engine, new ManagementApi(engine, ApiOptions.defaults()), metrics, options);
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            peer.setSoTimeout(60_000);

            assertThat(peer.getInputStream().read()).isNegative();
        }
    }
}
