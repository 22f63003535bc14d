package dev.perdure.host.door;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes the connections of callers who take too long to send what they have begun: a head within a time, a body within
 * that time and what its length needs at {@value #BODY_BYTES_PER_SECOND_MIN} bytes a second. Otherwise a few callers who
 * drip bytes could hold all connections, or all memory for bodies.
 *
 * <p>Thread-safe. A request costs some map operations.
 */
final class HttpDeadlines implements Http1ConnectionListener, AutoCloseable {

    /** The slowest rate at which a body may come. */
    static final int BODY_BYTES_PER_SECOND_MIN = 64 * 1024;

    private static final Duration SWEEP_EVERY_MAX = Duration.ofSeconds(1);

    private final Duration headWithin;
    private final long bodyBytesMax;
    private final Map<String, HttpDeadline> deadlines = new ConcurrentHashMap<>();
    private final Thread sweeper;

    HttpDeadlines(Duration headWithin, long bodyBytesMax) {
        this.headWithin = headWithin;
        this.bodyBytesMax = bodyBytesMax;
        this.sweeper = Thread.ofPlatform().daemon().name("perdure-http-deadlines").unstarted(this::sweepUntilClosed);
    }

    void start() {
        sweeper.start();
    }

    /** The first line of a request has come. */
    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        expect(connection, headWithin);
    }

    /** The head of a request has come. */
    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        long bytes = bodyBytes(headers);
        if (bytes <= 0) {
            arrived(connection.childSocketId());
        } else {
            // More than the limit is refused, but still read for a while so that the refusal is heard.
            long seconds = Math.min(bytes, bodyBytesMax) / BODY_BYTES_PER_SECOND_MIN;
            expect(connection, headWithin.plusSeconds(seconds));
        }
    }

    /** All of the request that is to be read has come. */
    void arrived(String connection) {
        deadlines.remove(connection);
    }

    /** Stops watching. */
    @Override
    public void close() {
        sweeper.interrupt();
    }

    private long bodyBytes(Headers headers) {
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            return bodyBytesMax;
        }
        try {
            return headers.contentLength().orElse(0);
        } catch (NumberFormatException e) {
            // The server refuses the request for it.
            return 0;
        }
    }

    private void expect(ConnectionContext connection, Duration within) {
        deadlines.put(
                connection.childSocketId(), new HttpDeadline(connection.serverSocket(), System.nanoTime() + within.toNanos()));
    }

    private void sweepUntilClosed() {
        long pauseMillis = Math.max(1, Math.min(headWithin.toMillis() / 2, SWEEP_EVERY_MAX.toMillis()));
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(pauseMillis);
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Iterator<HttpDeadline> each = deadlines.values().iterator(); each.hasNext(); ) {
            HttpDeadline deadline = each.next();
            if (now - deadline.nanoTime() >= 0) {
                each.remove();
                deadline.socket().close();
            }
        }
    }

    /** When what a connection has begun to send must have come. */
    private record HttpDeadline(HelidonSocket socket, long nanoTime) {}
}
