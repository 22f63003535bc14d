package dev.perdure.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.host.Host;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import dev.perdure.sdk.Worker;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelloOverTheWireTest {

    @TempDir
    Path data;

    @Test
    void greetsThroughBothDoorsOfAHost() {
        HostSettings settings =
                HostSettings.of(Map.of(Setting.DATA, data.toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0"));
        try (Host host = Host.start(settings);
                Worker worker = HelloOverTheWire.work("127.0.0.1:" + host.grpcPort())) {
            assertThat(worker.workerId()).isNotEmpty();
            assertThat(HelloOverTheWire.greet(URI.create("http://127.0.0.1:" + host.httpPort())))
                    .containsExactly("Hello, Ada!", "Hello, Grace!");
        }
    }
}
