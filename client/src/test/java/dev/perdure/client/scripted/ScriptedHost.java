package dev.perdure.client.scripted;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that reads whole requests and does with each what its script says. One virtual thread serves each
 * connection. Thread-safe.
 */
public final class ScriptedHost implements AutoCloseable {

    /** What to do with a request. */
    public interface Script {
        void answer(Exchange exchange) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final String scheme;
    private final Thread acceptor;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private ScriptedHost(ServerSocket listener, String scheme, Script script) {
        this.listener = listener;
        this.scheme = scheme;
        this.script = script;
        this.acceptor = Thread.ofVirtual().name("scripted-host").unstarted(this::acceptAll);
        acceptor.start();
    }

    /** Starts a server on a free port. */
    public static ScriptedHost start(Script script) {
        return start(0, script);
    }

    /** Starts a server on this port. */
    public static ScriptedHost start(int port, Script script) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
            return over(listener, "http", script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server on a listening socket. */
    public static ScriptedHost over(ServerSocket listener, String scheme, Script script) {
        return new ScriptedHost(listener, scheme, script);
    }

    /** A port on which nobody listens, as far as anybody can know. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI origin() {
        return URI.create(scheme + "://127.0.0.1:" + port());
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were accepted in all. */
    public int accepted() {
        return accepted.get();
    }

    /** How many connections are open now, as this end sees it. */
    public int open() {
        return open.size();
    }

    /** All requests read so far, in the order of their arrival. */
    public List<Request> requests() {
        return requests;
    }

    /** All requests but questions for the kind of host. */
    public List<Request> requestsOf(String method) {
        return requests.stream().filter(r -> r.method().equals(method)).toList();
    }

    /** Stops listening and breaks all connections off; the port is free then. */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll() {
        while (true) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int number = accepted.incrementAndGet();
                Thread.ofVirtual().name("scripted-connection-" + number).start(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (int index = 0; ; index++) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                script.answer(new Exchange(socket, in, request, number, index));
            }
        } catch (IOException e) {
            // The script or the client ended the connection.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static @Nullable Request read(BufferedInputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        String[] parts = first.split(" ", -1);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(parts[0], parts[1], headers, body);
    }

    private static @Nullable String line(BufferedInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
