package dev.perdure.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HostThatResetsDuringTheBodyTest {

    private static final int BODY_BYTES = 8 * 1024 * 1024;
    private static final String PERDURE = "HTTP/1.1 200 OK\r\nPerdure-Version: 0.1\r\nContent-Length: 0\r\n\r\n";
    private static final String OTHER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @Test
    void aWriteThatBrokeInTheMiddleOfItsBodyIsNotRepeatedAtAHostThatHonoursNoKeys() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpSession session = Sessions.open(SessionOptions.of(origin(host)), new ManualTicker())) {
            FutureTask<Integer> served = Callers.call(() -> {
                breakOff(host);
                return answer(host, OTHER);
            });

            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> session.send(bigWrite()))
                    .withMessageContaining("start Big for instance 'big'");

            assertThat(Callers.result(served)).as("only asked for its kind").isZero();
            assertThat(session.stats().open()).isEqualTo(session.stats().idle());
        }
    }

    @Test
    void itIsSentAgainInFullAtAHostThatHonoursKeys() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpSession session = Sessions.open(SessionOptions.of(origin(host)), new ManualTicker())) {
            FutureTask<Integer> served = Callers.call(() -> {
                breakOff(host);
                try (Socket socket = host.accept()) {
                    readRequest(socket);
                    write(socket, PERDURE);
                    int length = readRequest(socket);
                    write(socket, PERDURE);
                    return length;
                }
            });

            assertThat(session.send(bigWrite()).status()).isEqualTo(200);

            assertThat(Callers.result(served)).isEqualTo(BODY_BYTES);
            assertThat(session.stats().generation()).isEqualTo(2);
        }
    }

    private static TransportRequest bigWrite() {
        return TransportRequest.builder("POST", "/big")
                .operation("start Big")
                .instanceId("big")
                .header(HttpHeaders.IDEMPOTENCY_KEY, "key")
                .body(new byte[BODY_BYTES])
                .build();
    }

    private static URI origin(ServerSocket host) {
        return URI.create("http://127.0.0.1:" + host.getLocalPort());
    }

    /** Reads a little and resets the connection. */
    private static void breakOff(ServerSocket host) throws IOException {
        try (Socket socket = host.accept()) {
            assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
            socket.setSoLinger(true, 0);
        }
    }

    private static int answer(ServerSocket host, String answer) throws IOException {
        try (Socket socket = host.accept()) {
            int length = readRequest(socket);
            write(socket, answer);
            return length;
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a request and returns the length of its body. */
    private static int readRequest(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        int at = head.indexOf("Content-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
        return socket.getInputStream().readNBytes(length).length;
    }
}
