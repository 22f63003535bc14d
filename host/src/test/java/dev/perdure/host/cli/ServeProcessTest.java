package dev.perdure.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host as its users meet it: a process with ports, signals, exit codes and a folder. */
class ServeProcessTest {

    private static final String API = "/runtime/webhooks/durabletask";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void saysOneLineWhenReadyServesAndEndsWithZeroOnSigterm() throws Exception {
        try (ServeProcess host = ServeProcess.serve(folder, data())) {
            assertThat(start(host.httpPort(), "w", "1").statusCode()).isEqualTo(202);
            assertThat(host.grpcPort()).isPositive();

            host.terminate();

            assertThat(host.exitCode()).isZero();
            assertThat(host.restOfOutput()).isEmpty();
            assertThat(host.errors()).contains("Stopped.").doesNotContain("Exception");
        }
        try (ServeProcess again = ServeProcess.serve(folder, data())) {
            assertThat(get(again.httpPort(), API + "/instances/w").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void answersRequestsUnderWayBeforeItEnds() throws Exception {
        try (ServeProcess host = ServeProcess.serve(folder, data())) {
            CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(
                    post(host.httpPort(), API + "/orchestrators/Waits/w?timeout=3600&pollingInterval=1", "1"),
                    BodyHandlers.ofString());
            awaitInstance(host.httpPort(), "w");

            host.terminate();

            assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
            assertThat(host.exitCode()).isZero();
        }
    }

    @Test
    void aRunningHostTellsItsBindingAndWhatAnInstanceWaitsFor() throws Exception {
        String port;
        try (ServeProcess host = ServeProcess.serve(folder, data(), "--task-hub", "Orders")) {
            port = Integer.toString(host.httpPort());
            try (ServeProcess binding = ServeProcess.run(folder, "binding", "--http-port", port)) {
                assertThat(binding.restOfOutput())
                        .startsWith("{\"taskHubName\":\"Orders\",")
                        .contains("\"rpcBaseUrl\":\"http://127.0.0.1:" + port + "/durabletask/\"");
                assertThat(binding.exitCode()).isZero();
            }
            assertUserError(ServeProcess.run(folder, "binding", "--http-port", port, "--task-hub", "Other"), "Orders");
            start(host.httpPort(), "waiting-1", "1");
            try (ServeProcess why = ServeProcess.run(folder, "why", "waiting-1", "--http-port", port)) {
                assertThat(why.restOfOutput())
                        .contains("Instance waiting-1 is Pending")
                        .contains("a turn of orchestrator 'Waits', in the queue: no worker is connected");
                assertThat(why.exitCode()).isZero();
            }
            assertUserError(ServeProcess.run(folder, "why", "nobody", "--http-port", port), "no instance 'nobody'");
        }
        assertUserError(ServeProcess.run(folder, "binding", "--http-port", port), "No host answers at");
    }

    @Test
    void aTakenPortIsNamedWithExitCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertUserError(
                    ServeProcess.run(
                            folder, "serve", "--data", data().toString(), "--http-port", port, "--grpc-port", "0"),
                    port);
            assertUserError(
                    ServeProcess.run(
                            folder, "serve", "--data", data().toString(), "--http-port", "0", "--grpc-port", port),
                    port);
        }
    }

    @Test
    void aFolderInUseIsRefusedAndItsOwnerGoesOn() throws Exception {
        try (ServeProcess owner = ServeProcess.serve(folder, data())) {
            assertUserError(serveOn(data()), "in use");

            assertThat(start(owner.httpPort(), "w", "1").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void anUnknownFormatIsRefusedAndNothingIsTouched() throws Exception {
        try (ServeProcess first = ServeProcess.serve(folder, data())) {
            start(first.httpPort(), "w", "1");
            first.terminate();
            assertThat(first.exitCode()).isZero();
        }
        Path format = data().resolve("FORMAT");
        String known = Files.readString(format);
        Files.writeString(format, known.replaceAll("\\d+", "999"));

        assertUserError(serveOn(data()), "999");

        Files.writeString(format, known);
        try (ServeProcess again = ServeProcess.serve(folder, data())) {
            assertThat(get(again.httpPort(), API + "/instances/w").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void whatIsNoFolderOrCannotBecomeOneIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "precious");

        assertUserError(serveOn(file), file.toString());
        assertUserError(serveOn(file.resolve("below")), file.toString());

        assertThat(Files.readString(file)).isEqualTo("precious");
    }

    @Test
    void aFolderOfSomethingElseIsRefusedAndLeftAlone() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "dear");

        assertUserError(serveOn(other), "letter.txt");

        try (var files = Files.list(other)) {
            assertThat(files).containsExactly(other.resolve("letter.txt"));
        }
    }

    @Test
    void settingsComeFromEnvironmentAndFile() throws Exception {
        Files.writeString(folder.resolve("perdure.properties"), "task-hub=FromFile\nkey=fromFile\nhttp-port=0\n");
        Map<String, String> environment = Map.of("PERDURE_KEY", "fromEnvironment");

        try (ServeProcess host =
                ServeProcess.run(folder, List.of(), environment, "serve", "--data", "data", "--grpc-port", "0")) {
            int port = host.awaitReadyPort();

            assertThat(get(port, API + "/instances?code=fromFile").statusCode()).isEqualTo(401);
            assertThat(get(port, API + "/instances?code=fromEnvironment&taskHub=FromFile")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /**
     * A limit on the size of files makes writes fail as a full disk does: the process must end at once with 3, and
     * whatever it acknowledged must be there afterwards.
     */
    @Test
    void aFailedWriteEndsTheProcessWith3AndLosesNothingAcknowledged() throws Exception {
        List<String> limited = List.of("/bin/sh", "-c", "ulimit -f 40960; exec \"$@\"", "limited");
        List<String> acknowledged = new ArrayList<>();
        String input = "\"" + "x".repeat(500_000) + "\"";
        try (ServeProcess host = ServeProcess.serve(folder, limited, data())) {
            for (int i = 0; i < 200; i++) {
                String id = "i" + i;
                try {
                    if (start(host.httpPort(), id, input).statusCode() != 202) {
                        break;
                    }
                } catch (IOException gone) {
                    break;
                }
                acknowledged.add(id);
            }

            assertThat(host.exitCode()).isEqualTo(3);
            assertThat(host.errors()).contains("stopped because of a fault").doesNotContain("\tat ");
        }
        assertThat(acknowledged).isNotEmpty().hasSizeLessThan(200);
        try (ServeProcess again = ServeProcess.serve(folder, data())) {
            for (String id : acknowledged) {
                assertThat(get(again.httpPort(), API + "/instances/" + id).statusCode())
                        .as(id)
                        .isEqualTo(202);
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private ServeProcess serveOn(Path data) throws IOException {
        return ServeProcess.run(folder, "serve", "--data", data.toString(), "--http-port", "0", "--grpc-port", "0");
    }

    private static void assertUserError(ServeProcess process, String names) throws Exception {
        try (process) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.restOfOutput()).isEmpty();
            assertThat(process.errors()
                            .lines()
                            .filter(line -> !line.startsWith("WARNING:"))
                            .toList())
                    .singleElement()
                    .asString()
                    .startsWith("perdure: ")
                    .contains(names)
                    .doesNotContain("Exception");
        }
    }

    private void awaitInstance(int port, String id) throws Exception {
        while (get(port, API + "/instances/" + id).statusCode() == 404) {
            Thread.onSpinWait();
        }
    }

    private HttpResponse<String> start(int port, String id, String input) throws IOException, InterruptedException {
        return client.send(post(port, API + "/orchestrators/Waits/" + id, input), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest post(int port, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
