package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.host.door.HttpDoorOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client would send: the door answers or closes, and goes on with everybody else. */
class BadInputTest {

    private static final int TIMEOUT_MILLIS = 60_000;

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private OpenDoor host;

    @BeforeEach
    void open() {
        host = new OpenDoor(
                folder,
                ApiOptions.defaults(),
                new HttpDoorOptions(
                        "127.0.0.1",
                        0,
                        1_000_000,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(300),
                        Duration.ofMillis(500)));
    }

    /** For what is to be answered: on a slow machine a good request may take longer than the limits above. */
    private void reopenWithPatience() {
        host.close();
        host = new OpenDoor(
                folder, ApiOptions.defaults(), new HttpDoorOptions("127.0.0.1", 0, 1_000_000, Duration.ofSeconds(10)));
    }

    @AfterEach
    void closeAndSeeThatItStillServes() {
        try {
            assertThat(host.get(API + "/instances").statusCode()).isEqualTo(200);
        } finally {
            host.close();
        }
    }

    @Test
    void aHeadBeyondItsLimitIsRefused() throws IOException {
        String answer = exchange(head("GET " + API + "/instances", "X-Large: " + "x".repeat(3_000_000)));

        assertRefusedOrClosed(answer);
    }

    @Test
    void aHeadOfManySmallLinesIsRefused() throws IOException {
        assertRefusedOrClosed(exchange(head("GET " + API + "/instances", "A: b\r\n".repeat(100_000) + "C: d")));
    }

    @Test
    void aTargetBeyondItsLimitIsRefused() throws IOException {
        assertRefusedOrClosed(exchange(head("GET " + API + "/instances/" + "x".repeat(1_000_000))));
    }

    @Test
    void thousandsOfParametersAreReadOrIgnored() throws IOException {
        reopenWithPatience();
        String answer = exchange(head("GET " + API + "/instances?" + "a=b&".repeat(7_000)));

        assertThat(RawExchange.statusOf(answer)).isEqualTo(200);
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        reopenWithPatience();
        assertThat(host.post(API + "/orchestrators/Waits/w", "[".repeat(500_000))
                        .statusCode())
                .isEqualTo(400);
        assertThat(host.post(API + "/waits", "{\"session\":".repeat(5_000)).statusCode())
                .isEqualTo(400);
        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "a%C3%28", "%ED%A0%80", "%", "%4", "%zz"})
    void anIdThatIsNotUtf8IsRefusedAndStartsNothing(String id) throws IOException {
        reopenWithPatience();
        String answer = exchange(head("POST " + API + "/orchestrators/Waits/" + id, "Content-Length: 0"));

        assertThat(RawExchange.statusOf(answer)).isEqualTo(400);
        assertThat(host.get(API + "/instances").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nno colon here\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA\u0000B: c\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"
            })
    void garbageIsRefusedOrTheConnectionClosed(String bytes) throws IOException {
        assertRefusedOrClosed(exchange(bytes));
    }

    @Test
    void twoLengthsOfOneBodyAreNeverBothBelieved() throws IOException {
        String smuggled = "GET " + API + "/instances HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

        String answer = exchange("POST " + API + "/orchestrators/Waits/w HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled);

        assertThat(answer).doesNotContain("[]");
    }

    @Test
    void requestsSentTogetherAreAnsweredInTheirOrder() throws IOException {
        reopenWithPatience();
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            requests.append("GET ").append(API).append("/instances/none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        }
        requests.append("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        String answers = exchange(requests.toString());

        assertThat(answers.split("HTTP/1.1 404", -1)).hasSize(201);
        assertThat(answers).endsWith("live\n");
    }

    @Test
    void aHeadThatDripsIsCutOff() throws IOException {
        assertCutOff("GET " + API + "/instances HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", "x");
    }

    @Test
    void aBodyThatDripsIsCutOffAndStartsNothing() throws IOException {
        assertCutOff(
                "POST " + API + "/orchestrators/Waits/w HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\n",
                "1");

        assertThat(host.get(API + "/instances/w").statusCode()).isEqualTo(404);
    }

    @Test
    void aFirstLineThatDripsIsCutOff() throws IOException {
        assertCutOff("GET /", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"})
    void aConnectionWithoutARequestIsClosed(String before) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));

            assertThat(readAll(socket.getInputStream())).hasSizeGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void aRequestThatWaitsIsNotTakenForAnIdleOne() {
        assertThat(host.post(API + "/orchestrators/Waits/w?timeout=3&pollingInterval=1", "")
                        .statusCode())
                .isEqualTo(202);
    }

    /** Sends a byte at a time until the door has closed the connection; fails by its own time limit if it never does. */
    private void assertCutOff(String begin, String drip) throws IOException {
        try (Socket socket = connect()) {
            var out = socket.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(50);
            long end = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
            boolean open = true;
            while (open && System.nanoTime() < end) {
                try {
                    out.write(drip.getBytes(StandardCharsets.US_ASCII));
                    open = socket.getInputStream().read() >= 0;
                } catch (java.net.SocketTimeoutException e) {
                    open = true;
                } catch (SocketException e) {
                    open = false;
                }
            }
            assertThat(open).as("still open").isFalse();
        }
    }

    private String exchange(String bytes) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException e) {
                // The host has stopped listening, which is its right; what it said is read below.
            }
            return readAll(socket.getInputStream());
        }
    }

    private static String readAll(InputStream in) throws IOException {
        var all = new java.io.ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            // Reset after the answer, or instead of one.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.door.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static String head(String firstLine, String... lines) {
        return firstLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + String.join("\r\n", lines)
                + (lines.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    private static void assertRefusedOrClosed(String answer) {
        if (!answer.isEmpty()) {
            assertThat(RawExchange.statusOf(answer)).isBetween(400, 505);
        }
    }
}
