package dev.perdure.client.scripted;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One request that waits for its answer. Confined to the thread of its connection. */
public final class Exchange {

    private final Socket socket;
    private final BufferedInputStream in;
    private final Request request;
    private final int connection;
    private final int index;

    Exchange(Socket socket, BufferedInputStream in, Request request, int connection, int index) {
        this.socket = socket;
        this.in = in;
        this.request = request;
        this.connection = connection;
        this.index = index;
    }

    public Request request() {
        return request;
    }

    /** The number of the connection, from 1 in the order of their acceptance. */
    public int connection() {
        return connection;
    }

    /** How many requests came over the connection before this one. */
    public int index() {
        return index;
    }

    /** Answers as any host. */
    public void respond(int status, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw(head + "Content-Length: " + bytes.length + "\r\n\r\n" + body);
    }

    /** Answers as a Perdure host. */
    public void perdure(int status, String body, String... headers) throws IOException {
        String[] more = new String[headers.length + 2];
        System.arraycopy(headers, 0, more, 0, headers.length);
        more[headers.length] = "Perdure-Version: 0.1";
        more[headers.length + 1] = "Idempotency-Key-Honoured: true";
        respond(status, body, more);
    }

    /** Sends exactly this. */
    public void raw(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Ends the connection in order (FIN). */
    public void close() throws IOException {
        socket.close();
    }

    /** Breaks the connection off (RST). */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /**
     * Listens for this long whether the client ends the connection.
     *
     * @throws IOException if it does
     */
    public void requireOpenFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            throw new IOException("the client ended the connection or sent something: " + in.read());
        } catch (SocketTimeoutException e) {
            socket.setSoTimeout(0);
        }
    }

    /** Blocks until the client closes its end. */
    public void awaitClientsEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
