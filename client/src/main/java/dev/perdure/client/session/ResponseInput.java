package dev.perdure.client.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Reads from a socket, no longer than until a deadline however the bytes trickle. While the deadline is far the read has no
 * timeout of its own, because a timed wait of a virtual thread costs more than the read: then the session's sweep ends it,
 * up to about a second late. Confined to the call that holds the connection.
 */
final class ResponseInput extends InputStream {

    private static final long NANOS_PER_MILLI = 1_000_000;
    /** With more left than this, the sweep is relied on. */
    private static final long FAR_NANOS = 10_000_000_000L;

    private final Socket socket;
    private final InputStream in;
    private final Ticker ticker;
    private long deadlineNanos;
    private int timeoutMillis = -1;

    ResponseInput(Socket socket, Ticker ticker) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.ticker = ticker;
    }

    void deadline(long nanos) {
        this.deadlineNanos = nanos;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long left = deadlineNanos - ticker.nanos();
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline of the call has passed");
        }
        int millis = left > FAR_NANOS ? 0 : (int) ((left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        if (millis != timeoutMillis) {
            socket.setSoTimeout(millis);
            timeoutMillis = millis;
        }
        return in.read(bytes, offset, length);
    }
}
