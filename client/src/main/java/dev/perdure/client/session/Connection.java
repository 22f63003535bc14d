package dev.perdure.client.session;

import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriter;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One HTTP/1.1 connection that belongs to a generation and carries one exchange at a time.
 *
 * <p>Confined to the call that holds it, but for {@link #close()} and {@link #deadlineNanos()}.
 */
final class Connection implements AutoCloseable {

    private static final int BUFFER_BYTES = 8 * 1024;
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    /** No deadline. */
    private static final long FAR_NANOS = Long.MAX_VALUE / 2;

    private final SocketChannel channel;
    private final Generation generation;
    private final String authority;
    private final int responseBytesMax;
    private final RequestOutput output;
    private final OutputStream out;
    private final ResponseInput in;
    private final SessionOutputBufferImpl outBuffer = new SessionOutputBufferImpl(BUFFER_BYTES);
    private final SessionInputBufferImpl inBuffer = new SessionInputBufferImpl(BUFFER_BYTES, 16 * 1024);
    private final DefaultHttpRequestWriter writer = new DefaultHttpRequestWriter();
    private final DefaultHttpResponseParser parser = new DefaultHttpResponseParser(LIMITS);
    private final ByteBuffer peeked = ByteBuffer.allocate(1);

    private boolean reusable;
    private boolean used;
    private long idleSinceNanos;
    private volatile long deadlineNanos;

    /**
     * Takes over a connected channel.
     *
     * @param socket the channel's own, or one with TLS above it
     * @param output writes to the channel
     * @param out what requests are written to: {@code output}, or TLS above it
     */
    Connection(
            SocketChannel channel,
            Socket socket,
            RequestOutput output,
            OutputStream out,
            Generation generation,
            SessionOptions options,
            Ticker ticker)
            throws IOException {
        this.channel = channel;
        this.generation = generation;
        this.authority = options.origin().getRawAuthority();
        this.responseBytesMax = options.responseBytesMax();
        this.output = output;
        this.out = out;
        this.in = new ResponseInput(socket, ticker);
        rest(ticker.nanos());
    }

    Generation generation() {
        return generation;
    }

    /** Whether an exchange was begun on this connection. */
    boolean wasUsed() {
        return used;
    }

    /** Whether another exchange may follow the one that ended. */
    boolean isReusable() {
        return reusable;
    }

    /** Whether the system took a byte of the request whose exchange was begun last. */
    boolean hasStarted() {
        return output.hasStarted();
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Notes that no call holds this connection from {@code nanos} on. */
    void rest(long nanos) {
        this.idleSinceNanos = nanos;
        this.deadlineNanos = nanos + FAR_NANOS;
    }

    /** When the call that holds this connection must have ended. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /**
     * Whether the host has kept the connection open and silent while it lay idle. Reads nothing that belongs to an
     * answer, and does not block: anything there to be read (an end, an alert, stray bytes) makes it unusable.
     */
    boolean isAlive() {
        try {
            channel.configureBlocking(false);
            int count = channel.read(peeked.clear());
            channel.configureBlocking(true);
            return count == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends the request and reads the whole answer.
     *
     * @throws IOException if the connection broke, the deadline passed or the thread was interrupted;
     *     {@link #hasStarted} then says whether the host may have had the request
     * @throws HttpException if what came back is not HTTP
     */
    TransportResponse exchange(TransportRequest request, long deadlineNanos) throws IOException, HttpException {
        reusable = false;
        used = true;
        this.deadlineNanos = deadlineNanos;
        in.deadline(deadlineNanos);
        output.begin();

        BasicClassicHttpRequest head = head(request);
        writer.write(head, outBuffer, out);
        byte[] body = request.body();
        if (body != null) {
            outBuffer.write(body, out);
        }
        outBuffer.flush(out);

        ClassicHttpResponse response = finalResponse();
        TransportResponse answer = TransportResponse.of(response.getCode(), headers(response), body(request, response));
        reusable = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(head, response, HttpCoreContext.create())
                && !inBuffer.hasBufferedData();
        return answer;
    }

    private BasicClassicHttpRequest head(TransportRequest request) {
        BasicClassicHttpRequest head = new BasicClassicHttpRequest(request.method(), request.pathAndQuery());
        head.addHeader("Host", authority);
        request.headers().forEach(head::addHeader);
        byte[] body = request.body();
        if (body != null) {
            head.addHeader("Content-Length", Integer.toString(body.length));
        } else if (!request.method().equals("GET")) {
            head.addHeader("Content-Length", "0");
        }
        return head;
    }

    /** The answer's head; interim ones (1xx) are skipped. */
    private ClassicHttpResponse finalResponse() throws IOException, HttpException {
        for (int interim = 0; interim <= LIMITS.getMaxHeaderCount(); interim++) {
            ClassicHttpResponse response = parser.parse(inBuffer, in);
            if (response == null) {
                throw new EOFException("the host closed the connection without an answer");
            }
            int code = response.getCode();
            if (code >= 200 && code <= 599) {
                return response;
            }
            if (code < 100 || code > 199 || code == 101) {
                throw new HttpException("the answer has the status " + code + ", which was not asked for");
            }
        }
        throw new HttpException("interim answers without an end");
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }

    private byte[] body(TransportRequest request, ClassicHttpResponse response) throws IOException, HttpException {
        int code = response.getCode();
        if (code == 204 || code == 304 || request.method().equals("HEAD")) {
            return new byte[0];
        }
        long length = DefaultContentLengthStrategy.INSTANCE.determineLength(response);
        if (length > responseBytesMax) {
            throw new ResponseTooLongException(code, responseBytesMax);
        }
        InputStream stream;
        if (length == ContentLengthStrategy.CHUNKED) {
            stream = new ChunkedInputStream(inBuffer, in, LIMITS);
        } else if (length >= 0) {
            stream = new ContentLengthInputStream(inBuffer, in, length);
        } else {
            stream = new IdentityInputStream(inBuffer, in);
        }
        byte[] bytes = readUpTo(stream, length, code);
        if (length >= 0 && bytes.length != length) {
            throw new EOFException("the host closed the connection in the middle of its answer");
        }
        return bytes;
    }

    private byte[] readUpTo(InputStream stream, long length, int code) throws IOException {
        if (length == 0) {
            return new byte[0];
        }
        // Not closed: closing would drain, and a broken body must stay broken.
        byte[] bytes = stream.readNBytes(length > 0 ? (int) length : responseBytesMax);
        if (length < 0 && bytes.length == responseBytesMax && stream.read() >= 0) {
            throw new ResponseTooLongException(code, responseBytesMax);
        }
        return bytes;
    }

    /** Closes the connection at once; a call that uses it fails. Idempotent, thread-safe. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way, and there is nothing more to do with it.
            return;
        }
    }
}
