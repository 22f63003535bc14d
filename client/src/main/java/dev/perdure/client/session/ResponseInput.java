package dev.perdure.client.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Reads from a socket, no longer than until a deadline however the bytes trickle. Confined to the call that holds the
 * connection.
 */
final class ResponseInput extends InputStream {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Socket socket;
    private final InputStream in;
    private final Ticker ticker;
    private long deadlineNanos;

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
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
        return in.read(bytes, offset, length);
    }
}
