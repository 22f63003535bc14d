package dev.perdure.host.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One exchange on a socket of its own, byte by byte, for what no HTTP client would send. */
final class RawExchange {

    private static final int TIMEOUT_MILLIS = 60_000;

    private RawExchange() {}

    /** Sends {@code head} (lines ended here with CRLF) and whatever {@code rest} writes, and returns all that came back. */
    static String send(int port, String head, Body rest) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((head.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            try {
                rest.writeTo(out);
                out.flush();
            } catch (SocketException e) {
                // The host has stopped listening to the rest, which is its right; what it said is read below.
            }
            return read(socket.getInputStream());
        }
    }

    static String send(int port, String head) throws IOException {
        return send(port, head, out -> {});
    }

    static int statusOf(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            // Reset because the host has not read all of the request; what it said before counts.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The part of a request behind its head. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
