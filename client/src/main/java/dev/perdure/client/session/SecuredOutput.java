package dev.perdure.client.session;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes to a TLS stream, and counts a request as begun at its first byte. Confined to the call. */
final class SecuredOutput extends FilterOutputStream {

    private final RequestOutput output;

    SecuredOutput(OutputStream tls, RequestOutput output) {
        super(tls);
        this.output = output;
    }

    @Override
    public void write(int b) throws IOException {
        output.markStarted();
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        output.markStarted();
        out.write(bytes, offset, length);
    }
}
