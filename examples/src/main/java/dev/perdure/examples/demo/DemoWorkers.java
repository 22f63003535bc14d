package dev.perdure.examples.demo;

import dev.perdure.examples.demo.process.ChildProcess;
import dev.perdure.examples.demo.process.DemoFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The worker processes of a run.
 *
 * <p>Thread-safe.
 */
final class DemoWorkers implements AutoCloseable {

    private static final List<String> SCRIPTS =
            List.of("package.json", "package-lock.json", "fulfil-order.mjs", "worker.mjs");

    private final RunFolder folder;
    private final WorkerKind kind;
    private final List<ChildProcess> processes = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** None are running yet. */
    DemoWorkers(RunFolder folder, WorkerKind kind) {
        this.folder = folder;
        this.kind = kind;
    }

    /** What takes long and needs no host: the packages of JavaScript. */
    void prepare() throws InterruptedException {
        if (kind == WorkerKind.JAVA) {
            return;
        }
        try {
            Files.createDirectories(folder.scripts());
            for (String script : SCRIPTS) {
                try (InputStream stream = DemoWorkers.class.getResourceAsStream("/js/" + script)) {
                    if (stream == null) {
                        throw new IllegalStateException("The script " + script + " is not on the class path.");
                    }
                    Files.copy(stream, folder.scripts().resolve(script));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The scripts of the worker cannot be written.", e);
        }
        ChildProcess npm = add(ChildProcess.ofCommand(
                "npm",
                folder.workerLog(),
                folder.scripts(),
                List.of("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts")));
        if (npm.awaitEnd() != 0) {
            throw new DemoFailedException(
                    "npm could not install the packages of the worker; its log is " + folder.workerLog() + ".", null);
        }
        processes.remove(npm);
    }

    /** Starts them, and waits until they are ready. */
    void start(String target) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                DemoWorkerCommand.NAME,
                "--host-grpc",
                target,
                "--ledger",
                folder.ledger().toString(),
                "--gauge",
                folder.gauge().toString()));
        if (kind == WorkerKind.JS) {
            arguments.add("--activities-only");
            add(ChildProcess.ofCommand(
                    "worker in JavaScript",
                    folder.workerLog(),
                    folder.scripts(),
                    List.of("node", "worker.mjs", target)));
        }
        add(ChildProcess.start("worker", folder.workerLog(), arguments));
        for (ChildProcess process : processes) {
            process.awaitReady();
        }
    }

    private ChildProcess add(ChildProcess process) {
        processes.add(process);
        if (closed) {
            process.close();
        }
        return process;
    }

    /** Stops them in good order. Returns whether all of them were still running. */
    boolean stop() throws InterruptedException {
        boolean alive = true;
        for (ChildProcess process : processes) {
            if (process.isAlive()) {
                // Its exit code is that of a signal; what counts is that it has finished what it was doing.
                int unused = process.stop();
            } else {
                alive = false;
            }
        }
        return alive;
    }

    /** Kills those that still run. Idempotent; does not wait. */
    @Override
    public void close() {
        closed = true;
        processes.forEach(ChildProcess::close);
    }
}
