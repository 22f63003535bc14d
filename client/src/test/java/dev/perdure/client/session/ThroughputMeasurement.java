package dev.perdure.client.session;

import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures calls per second of the session beside bare keep-alive sockets, against a trivial server in another process.
 * Not a test. {@code main} starts the server process itself.
 */
final class ThroughputMeasurement {

    private static final byte[] BODY = "{\"order\":\"0000000000000042\",\"items\":[{\"sku\":\"a-17\",\"quantity\":3},"
            .concat("{\"sku\":\"b-4\",\"quantity\":1}],\"total\":\"129.90\",\"currency\":\"EUR\"}")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER = ("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
                    + "Perdure-Version: 0.1\r\nContent-Length: 13\r\n\r\n{\"id\":\"1234\"}")
            .getBytes(StandardCharsets.UTF_8);
    private static final int SECONDS = 4;

    private ThroughputMeasurement() {}

    /** One call; not shared between callers. */
    private interface Caller {
        void call() throws IOException;
    }

    private interface CallerMaker {
        Caller make() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 1) {
            serve();
            return;
        }
        Process server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ThroughputMeasurement.class.getName(),
                        "server")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            int port = Integer.parseInt(server.inputReader().readLine());
            measureAll(port);
        } finally {
            server.destroy();
        }
    }

    private static void measureAll(int port) throws Exception {
        URI origin = URI.create("http://127.0.0.1:" + port);
        for (int round = 1; round <= 3; round++) {
            for (int callers : new int[] {1, 9, 30, 1_000}) {
                try (HttpSession session = Sessions.open(origin)) {
                    TransportRequest request = TransportRequest.builder(
                                    "POST", "/runtime/webhooks/durabletask/orchestrators/X/1")
                            .header("Idempotency-Key", "0123456789abcdef0123456789abcdef")
                            .header("Content-Type", "application/json")
                            .body(BODY)
                            .build();
                    run("session, round " + round, callers, () -> () -> {
                        TransportResponse response = session.send(request);
                        if (response.status() != 202) {
                            throw new IOException(response.toString());
                        }
                    });
                    print(System.out, "    " + session.stats());
                }
                if (callers <= 30) {
                    run("bare sockets, round " + round, callers, () -> bare(port));
                }
            }
        }
    }

    private static Caller bare(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        String head = "POST /runtime/webhooks/durabletask/orchestrators/X/1 HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nIdempotency-Key: 0123456789abcdef0123456789abcdef\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + BODY.length + "\r\n\r\n";
        byte[] request = (head + new String(BODY, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        byte[] answer = new byte[ANSWER.length];
        return () -> {
            out.write(request);
            in.readNBytes(answer, 0, answer.length);
        };
    }

    private static void run(String name, int callers, CallerMaker maker) throws Exception {
        measure(callers, maker, 2);
        long cpu = processCpuNanos();
        long[] nanos = measure(callers, maker, SECONDS);
        cpu = processCpuNanos() - cpu;
        Arrays.sort(nanos);
        print(
                System.out,
                String.format(
                        "%-24s callers %5d: %8.0f calls/s  p50 %.3f ms  p99 %.3f ms  CPU %.1f us/call",
                        name,
                        callers,
                        nanos.length / (double) SECONDS,
                        nanos[nanos.length / 2] / 1e6,
                        nanos[(int) (nanos.length * 0.99)] / 1e6,
                        cpu / 1e3 / nanos.length));
    }

    private static long[] measure(int callers, CallerMaker maker, int seconds) throws Exception {
        long[][] times = new long[callers][];
        CountDownLatch done = new CountDownLatch(callers);
        AtomicInteger failed = new AtomicInteger();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (int i = 0; i < callers; i++) {
            int number = i;
            Thread.ofVirtual().start(() -> {
                long[] mine = new long[1_024];
                int count = 0;
                try {
                    Caller caller = maker.make();
                    for (long begin = System.nanoTime(); begin - end < 0; ) {
                        caller.call();
                        long now = System.nanoTime();
                        if (count == mine.length) {
                            mine = Arrays.copyOf(mine, 2 * count);
                        }
                        mine[count++] = now - begin;
                        begin = now;
                    }
                } catch (IOException e) {
                    failed.incrementAndGet();
                } finally {
                    times[number] = Arrays.copyOf(mine, count);
                    done.countDown();
                }
            });
        }
        done.await();
        if (failed.get() > 0) {
            throw new IOException(failed + " callers failed");
        }
        return Arrays.stream(times).flatMapToLong(Arrays::stream).toArray();
    }

    private static long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getProcessCpuTime()
                : 0;
    }

    private static void print(PrintStream out, String line) {
        out.println(line);
    }

    /** Answers every request of known length at once; one platform thread per connection. */
    private static void serve() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress())) {
            print(System.out, Integer.toString(listener.getLocalPort()));
            while (true) {
                Socket socket = listener.accept();
                Thread.ofPlatform().daemon().start(() -> answerAll(socket));
            }
        }
    }

    private static void answerAll(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (skipRequest(in)) {
                out.write(ANSWER);
            }
        } catch (IOException e) {
            return;
        }
    }

    private static boolean skipRequest(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
        }
        in.skipNBytes(BODY.length);
        return true;
    }
}
