package dev.perdure.host.http;

import dev.perdure.host.door.HttpDoorOptions;

import static dev.perdure.host.http.OpenDoor.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door keeps out: too much, from the wrong place, without the key. */
class DoorGuardingTest {

    private static final int LIMIT = 2_000;

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private OpenDoor host;

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aDeclaredBodyBeyondTheLimitIs413AndStartsNothing() throws IOException {
        openWithLimit();

        String answer = RawExchange.send(
                host.door.port(), """
                POST %s/orchestrators/Waits/w HTTP/1.1
                Host: 127.0.0.1
                Content-Length: %d
                """.formatted(API, LIMIT + 1), out -> out.write(jsonString(LIMIT + 1)));

        assertThat(RawExchange.statusOf(answer)).isEqualTo(413);
        assertThat(answer).contains("\"StackTrace\":null").contains(Integer.toString(LIMIT));
        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @Test
    void anEndlessChunkedBodyIsCutOffWith413AndStartsNothing() throws IOException {
        openWithLimit();

        String answer = RawExchange.send(host.door.port(), """
                POST %s/orchestrators/Waits/w HTTP/1.1
                Host: 127.0.0.1
                Transfer-Encoding: chunked
                """.formatted(API), out -> {
            for (int i = 0; i < 100; i++) {
                chunk(out, "x".repeat(1_000));
            }
            chunk(out, "");
        });

        assertThat(RawExchange.statusOf(answer)).isEqualTo(413);
        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @Test
    void aChunkedBodyWithinTheLimitIsTaken() throws IOException {
        openWithLimit();

        String answer = RawExchange.send(host.door.port(), """
                POST %s/orchestrators/Waits/w HTTP/1.1
                Host: 127.0.0.1
                Connection: close
                Transfer-Encoding: chunked
                """.formatted(API), out -> {
            chunk(out, "[1,");
            chunk(out, "2]");
            chunk(out, "");
        });

        assertThat(RawExchange.statusOf(answer)).isEqualTo(202);
        assertThat(host.get(API + "/instances/w").body()).contains("\"input\":[1,2]");
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() {
        openWithLimit();

        String body = new String(jsonString(LIMIT), StandardCharsets.UTF_8);

        assertThat(host.post(API + "/orchestrators/Waits/w", body).statusCode()).isEqualTo(202);
    }

    @Test
    void aBodyThatBreaksOffStartsNothing() throws IOException {
        openWithLimit();

        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), host.door.port())) {
            socket.getOutputStream().write("""
                    POST %s/orchestrators/Waits/w HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Content-Length: 10\r
                    \r
                    [1]""".formatted(API).getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.setSoTimeout(60_000);
            socket.getInputStream().readAllBytes();
        }

        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:7071", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", "a b"})
    void aForeignHostHeaderIsRefused(String name) throws IOException {
        host = new OpenDoor(folder);

        String answer = RawExchange.send(host.door.port(), """
                GET %s/instances HTTP/1.1
                Host: %s
                Connection: close
                """.formatted(API, name));

        assertThat(RawExchange.statusOf(answer)).isIn(403, 400);
        assertThat(answer).doesNotContain("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:9", "127.0.0.1:1", "127.9.9.9", "[::1]:80"})
    void loopbackHostHeadersAreWelcome(String name) throws IOException {
        host = new OpenDoor(folder);

        String answer = RawExchange.send(host.door.port(), """
                GET %s/instances HTTP/1.1
                Host: %s
                Connection: close
                """.formatted(API, name));

        assertThat(RawExchange.statusOf(answer)).isEqualTo(200);
    }

    @Test
    void aMissingHostHeaderIsRefused() throws IOException {
        host = new OpenDoor(folder);

        String answer = RawExchange.send(host.door.port(), """
                GET %s/instances HTTP/1.1
                Connection: close
                """.formatted(API));

        assertThat(RawExchange.statusOf(answer)).isIn(403, 400);
    }

    @Test
    void pagesOfAnotherOriginAreRefusedAndThoseOfTheSameAreNot() {
        host = new OpenDoor(folder);
        String own = "http://127.0.0.1:" + host.door.port();

        assertThat(host.get(API + "/instances", "Origin", own).statusCode()).isEqualTo(200);
        assertThat(host.get(API + "/instances", "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(host.get(API + "/instances", "Origin", "http://127.0.0.1:1").statusCode())
                .isEqualTo(403);
        assertThat(host.get(API + "/instances", "Origin", "null").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Forwarded-Host"})
    void forwardedRequestsCountAsRemote(String header) {
        host = new OpenDoor(folder);

        assertThat(host.get("/durabletask/instances", header, "for=10.0.0.1").statusCode())
                .isEqualTo(403);
        assertThat(host.get(API + "/instances", header, "for=10.0.0.1").statusCode())
                .isEqualTo(403);
        assertThat(host.get("/health/live", header, "for=10.0.0.1").statusCode())
                .isEqualTo(200);
    }

    @Test
    void webhookRoutesNeedTheKeyWhenThereIsOne() {
        openWithKey();

        assertThat(host.get(API + "/instances").statusCode()).isEqualTo(401);
        assertThat(host.get(API + "/instances?code=wrong").statusCode()).isEqualTo(401);
        assertThat(host.get(API + "/instances?code=s3cret%26").statusCode()).isEqualTo(200);
        assertThat(host.get(API + "/instances", "x-functions-key", "s3cret&").statusCode())
                .isEqualTo(200);
        assertThat(host.get(API + "/instances", "x-functions-key", "s3cret&", "X-Forwarded-For", "10.0.0.1")
                        .statusCode())
                .isEqualTo(200);
        assertThat(host.get("/durabletask/instances").statusCode()).isEqualTo(200);
        assertThat(host.get("/metrics", "X-Forwarded-For", "10.0.0.1").statusCode())
                .isEqualTo(401);
    }

    private void openWithLimit() {
        host = new OpenDoor(
                folder, ApiOptions.defaults(), new HttpDoorOptions("127.0.0.1", 0, LIMIT, Duration.ofSeconds(10)));
    }

    private void openWithKey() {
        String key = "s3cret&";
        host = new OpenDoor(
                folder,
                new ApiOptions("perdure", false, LinkOptions.withKey(key), Duration.ofMinutes(1)),
                new HttpDoorOptions("127.0.0.1", 0, LIMIT, Duration.ofSeconds(10)));
    }

    private static byte[] jsonString(int bytes) {
        return ("\"" + "x".repeat(bytes - 2) + "\"").getBytes(StandardCharsets.US_ASCII);
    }

    private static void chunk(OutputStream out, String data) throws IOException {
        out.write((Integer.toHexString(data.length()) + "\r\n" + data + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
