package dev.perdure.examples.demo;

import dev.perdure.examples.demo.process.ChildProcess;
import dev.perdure.examples.demo.process.DemoFailedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of a run: one process after another on the same data folder and the same ports.
 *
 * <p>Thread-safe.
 */
final class HostProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("perdure ready http=127\\.0\\.0\\.1:(\\d+) grpc=127\\.0\\.0\\.1:(\\d+)");

    private final RunFolder folder;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ChildProcess process;
    private boolean closed;
    private int httpPort;
    private int grpcPort;

    /** A host that is not running yet. */
    HostProcess(RunFolder folder) {
        this.folder = folder;
    }

    /** Starts the host, the first time on any free ports, and waits until it is ready. */
    void start() throws InterruptedException {
        ChildProcess started = launch();
        String line = started.awaitReady();
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            throw new DemoFailedException("The host said '" + line + "' instead of being ready.", null);
        }
        lock.lock();
        try {
            httpPort = Integer.parseInt(ready.group(1));
            grpcPort = Integer.parseInt(ready.group(2));
        } finally {
            lock.unlock();
        }
    }

    private ChildProcess launch() {
        lock.lock();
        try {
            if (closed) {
                throw new DemoFailedException("The demo is being stopped.", null);
            }
            List<String> arguments = new ArrayList<>(List.of("serve", "--data"));
            arguments.add(folder.data().toString());
            arguments.addAll(List.of("--http-port", Integer.toString(httpPort)));
            arguments.addAll(List.of("--grpc-port", Integer.toString(grpcPort)));
            process = ChildProcess.start("host", folder.hostLog(), arguments);
            return process;
        } finally {
            lock.unlock();
        }
    }

    /** Kills the host by SIGKILL and waits until the process is gone. */
    void kill() throws InterruptedException {
        running().kill();
    }

    /** Stops the host in good order and returns its exit code. */
    int stop() throws InterruptedException {
        return running().stop();
    }

    /** Where clients find the host. */
    URI http() {
        lock.lock();
        try {
            return URI.create("http://127.0.0.1:" + httpPort);
        } finally {
            lock.unlock();
        }
    }

    /** Where workers find the host. */
    String grpc() {
        lock.lock();
        try {
            return "127.0.0.1:" + grpcPort;
        } finally {
            lock.unlock();
        }
    }

    boolean isAlive() {
        lock.lock();
        try {
            return process != null && process.isAlive();
        } finally {
            lock.unlock();
        }
    }

    /** Kills the host, if it runs, and lets no other start. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (process != null) {
                process.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private ChildProcess running() {
        lock.lock();
        try {
            if (process == null) {
                throw new IllegalStateException("The host was never started.");
            }
            return process;
        } finally {
            lock.unlock();
        }
    }
}
