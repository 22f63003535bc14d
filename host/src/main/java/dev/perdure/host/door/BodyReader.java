package dev.perdure.host.door;

import dev.perdure.host.http.ApiException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads request bodies within two limits: one per body (413 beyond) and one over all bodies being read or answered
 * (503 beyond), so that many large requests at once cannot exhaust the memory.
 *
 * <p>Thread-safe.
 */
final class BodyReader {

    private static final int CHUNK = 16 * 1024;

    private final int bytesMax;
    private final long bytesMaxTogether;
    private final AtomicLong together = new AtomicLong();

    BodyReader(int bytesMax, long bytesMaxTogether) {
        this.bytesMax = bytesMax;
        this.bytesMaxTogether = Math.max(bytesMaxTogether, bytesMax);
    }

    /**
     * Reads to the end. The caller hands the length of the result to {@link #release} when the request is answered.
     *
     * @param declaredLength the Content-Length, or -1 if there is none
     * @throws ApiException 413 or 503; part of the body is then still unread
     */
    byte[] read(InputStream in, long declaredLength) throws IOException {
        if (declaredLength > bytesMax) {
            throw tooLarge();
        }
        if (declaredLength >= 0) {
            reserve(declaredLength);
            return readReserved(in, (int) declaredLength);
        }
        return readUndeclared(in);
    }

    void release(long bytes) {
        together.addAndGet(-bytes);
    }

    private byte[] readReserved(InputStream in, int length) throws IOException {
        boolean done = false;
        try {
            byte[] body = in.readNBytes(length);
            // The end is read too: only then does the server know that nothing of the body is left.
            done = body.length == length && in.read() < 0;
            if (!done) {
                throw new IOException("The body ended after " + body.length + " of " + length + " bytes.");
            }
            return body;
        } finally {
            if (!done) {
                release(length);
            }
        }
    }

    private byte[] readUndeclared(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        long reserved = 0;
        boolean done = false;
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (body.size() + read > bytesMax) {
                    throw tooLarge();
                }
                reserve(read);
                reserved += read;
                body.write(chunk, 0, read);
            }
            done = true;
            return body.toByteArray();
        } finally {
            if (!done) {
                release(reserved);
            }
        }
    }

    private void reserve(long bytes) {
        if (together.addAndGet(bytes) > bytesMaxTogether) {
            release(bytes);
            throw ApiException.unavailable("Too many request bytes are being handled at once; try again shortly.");
        }
    }

    private ApiException tooLarge() {
        return ApiException.tooLarge("The body is larger than " + bytesMax + " bytes, the limit of this host.");
    }
}
