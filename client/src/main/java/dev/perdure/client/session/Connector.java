package dev.perdure.client.session;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections to the origin, trying each of its addresses in turn. Thread-safe. */
final class Connector {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SessionOptions options;
    private final Ticker ticker;

    Connector(SessionOptions options, Ticker ticker) {
        this.options = options;
        this.ticker = ticker;
    }

    /**
     * Returns a connection on which nothing was sent yet.
     *
     * @throws IOException if none could be made before the deadline: unknown host, refused, timed out, TLS not agreed
     */
    Connection open(Generation generation, long deadlineNanos) throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(options.host())) {
            try {
                return open(new InetSocketAddress(address, options.origin().getPort()), generation, deadlineNanos);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure == null ? new IOException("the host " + options.host() + " has no address") : failure;
    }

    private Connection open(InetSocketAddress address, Generation generation, long deadlineNanos) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.socket().connect(address, timeoutMillis(deadlineNanos));
            requireOtherEnd(channel);
            RequestOutput output = new RequestOutput(channel);
            Socket socket = channel.socket();
            OutputStream out = output;
            if (options.isSecure()) {
                socket = secured(channel.socket(), deadlineNanos);
                out = new SecuredOutput(socket.getOutputStream(), output);
            }
            return new Connection(channel, socket, output, out, generation, options, ticker);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Refuses a channel that is connected to itself. On a loopback address where nobody listens, the system may give the
     * new socket the very port it connects to: it would then read its own request as the answer, and keep the host that
     * restarts from having its port back.
     */
    static void requireOtherEnd(SocketChannel channel) throws IOException {
        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
            throw new ConnectException("nobody listens there");
        }
    }

    private Socket secured(Socket plain, long deadlineNanos) throws IOException {
        SSLSocket socket = (SSLSocket) context()
                .getSocketFactory()
                .createSocket(plain, options.host(), options.origin().getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(timeoutMillis(deadlineNanos));
        socket.startHandshake();
        return socket;
    }

    private SSLContext context() throws IOException {
        SSLContext given = options.sslContext();
        if (given != null) {
            return given;
        }
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JVM has no default TLS context", e);
        }
    }

    private int timeoutMillis(long deadlineNanos) throws SocketTimeoutException {
        long left = deadlineNanos - ticker.nanos();
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline of the call has passed");
        }
        long nanos = Math.min(left, options.connectTimeout().toNanos());
        return (int) Math.min(Integer.MAX_VALUE, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }
}
