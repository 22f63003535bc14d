package dev.perdure.benchmarks.client;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** A file in which a worker's activity writes which execution of which instance it ran for. Thread-safe. */
final class Ledger implements AutoCloseable {

    private final Path file;
    private final BufferedWriter writer;
    private final ReentrantLock lock = new ReentrantLock();

    Ledger(Path file) throws IOException {
        this.file = file;
        this.writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
    }

    void add(String instanceId, String executionId) {
        lock.lock();
        try {
            writer.write(instanceId + " " + executionId + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** What the file says: the executions of each instance. To be called when no worker writes any more. */
    Map<String, Set<String>> executions() throws IOException {
        writer.flush();
        Map<String, Set<String>> executions = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ", -1);
            executions.computeIfAbsent(words[0], id -> new TreeSet<>()).add(words[1]);
        }
        return executions;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
