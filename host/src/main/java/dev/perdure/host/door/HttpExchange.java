package dev.perdure.host.door;

import dev.perdure.host.PerdureVersion;
import dev.perdure.host.http.ApiException;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import dev.perdure.host.http.ManagementApi;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Header;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer at the web server. Confined to the thread of its connection. */
final class HttpExchange {

    /** What is still read of a refused body, so that the refusal reaches a caller who is still sending. */
    private static final long REFUSED_BYTES_READ_MAX = 64L * 1024 * 1024;

    private static final byte[] NO_BODY = {};

    private final ServerRequest request;
    private final ServerResponse response;
    private final ApiRequest head;
    private @Nullable InputStream stream;
    private boolean bodyRead;

    HttpExchange(ServerRequest request, ServerResponse response) {
        this.request = request;
        this.response = response;
        this.head = headOf(request);
        this.bodyRead = !request.content().hasEntity();
    }

    /** The request without its body. */
    ApiRequest head() {
        return head;
    }

    /** The server's name for the connection. */
    String connection() {
        return request.socketId();
    }

    boolean peerIsLoopback() {
        return request.remotePeer().address() instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }

    /**
     * The body.
     *
     * @throws ApiException if it is beyond a limit; then part of it is unread
     * @throws CloseConnectionException if the caller went away
     */
    byte[] readBody(BodyReader bodies) {
        if (bodyRead) {
            return NO_BODY;
        }
        try {
            byte[] body =
                    bodies.read(stream(), request.headers().contentLength().orElse(-1));
            bodyRead = true;
            return body;
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("The caller went away in the middle of a request.", e);
        }
    }

    void send(ApiResponse answer) {
        response.status(answer.status());
        answer.headers().forEach(response::header);
        response.header(ManagementApi.VERSION_HEADER, PerdureVersion.text());
        if (mustClose()) {
            response.header("Connection", "close");
        }
        response.send(answer.body());
    }

    /**
     * To be called last.
     *
     * @throws CloseConnectionException if the connection is to be closed: the caller asked for it, or has not been heard
     *     to the end
     */
    void finish() {
        if (!mustClose()) {
            return;
        }
        if (!bodyRead && !head.headers().containsKey("expect")) {
            drain();
        }
        throw new CloseConnectionException("The exchange was the last one on this connection.");
    }

    private boolean mustClose() {
        return !bodyRead
                || head.header("connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }

    /** Reads on a little after a refusal: closing at once would reset the connection before the answer is read. */
    private void drain() {
        try {
            stream().skip(REFUSED_BYTES_READ_MAX);
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            // The caller has gone, which is fine: there is nothing left to tell it.
        }
    }

    private InputStream stream() {
        InputStream in = stream;
        if (in == null) {
            in = request.content().inputStream();
            stream = in;
        }
        return in;
    }

    private static ApiRequest headOf(ServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : request.headers()) {
            headers.merge(
                    header.name().toLowerCase(Locale.ROOT),
                    String.join(",", header.allValues()),
                    (a, b) -> a + "," + b);
        }
        headers.putIfAbsent("host", request.authority());
        return new ApiRequest(
                request.prologue().method().text().toUpperCase(Locale.ROOT),
                request.prologue().uriPath().rawPath(),
                request.prologue().query().rawValue(),
                headers,
                NO_BODY,
                request.isSecure());
    }
}
