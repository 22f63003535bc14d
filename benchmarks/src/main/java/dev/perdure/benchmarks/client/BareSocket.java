package dev.perdure.benchmarks.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A socket with no more HTTP than the measured endpoints need. Confined to the call that holds it. */
final class BareSocket implements AutoCloseable {

    private final Socket socket = new Socket();
    private final String host;
    private final OutputStream out;
    private final InputStream in;

    BareSocket(URI origin) throws IOException {
        host = origin.getAuthority();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(origin.getHost(), origin.getPort()), 10_000);
            out = socket.getOutputStream();
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void exchange(Endpoint.Request request) throws IOException {
        String body = request.body() == null ? "" : request.body();
        StringBuilder head = new StringBuilder(256)
                .append(request.method())
                .append(' ')
                .append(request.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\n");
        if (request.idempotencyKey() != null) {
            head.append("Content-Type: application/json\r\nIdempotency-Key: ")
                    .append(request.idempotencyKey())
                    .append("\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        out.write(head.append("\r\n").append(body).toString().getBytes(StandardCharsets.US_ASCII));
        readAnswer();
    }

    private void readAnswer() throws IOException {
        String first = line();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            } else if (line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:")) {
                throw new IOException("The answer comes in chunks, which this measurement does not read.");
            }
        }
        if (in.readNBytes(length).length < length) {
            throw new EOFException("the answer ended early");
        }
        if (!first.startsWith("HTTP/1.1 200") && !first.startsWith("HTTP/1.1 202")) {
            throw new IOException(first);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the host closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
