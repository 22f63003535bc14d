package dev.perdure.client.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Writes to a channel and knows whether the system has taken any byte since the last {@link #begin}. A write that fails
 * has had none of its bytes taken, so "nothing was sent" is certain, not a guess.
 *
 * <p>Confined to the call that holds the connection.
 */
final class RequestOutput extends OutputStream {

    /** The channel copies what it writes; this bounds the copy. */
    private static final int PIECE_BYTES_MAX = 64 * 1024;

    private final SocketChannel channel;
    private boolean started;

    RequestOutput(SocketChannel channel) {
        this.channel = channel;
    }

    /** Forgets what was sent so far: another request begins. */
    void begin() {
        started = false;
    }

    /** Whether the system took at least one byte since {@link #begin}. */
    boolean hasStarted() {
        return started;
    }

    /** Counts the request as begun: what encrypts it may have handed some of it over, and cannot tell. */
    void markStarted() {
        started = true;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int written = channel.write(ByteBuffer.wrap(bytes, at, Math.min(end - at, PIECE_BYTES_MAX)));
            started |= written > 0;
            at += written;
        }
    }
}
