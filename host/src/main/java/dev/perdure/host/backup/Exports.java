package dev.perdure.host.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.storage.StorageException;
import dev.perdure.engine.transfer.InstanceTransfer;
import dev.perdure.engine.transfer.PortableInstance;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.backup.Export.DamagedLineException;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the instances of a store as JSON lines, and reads them into another store. Stateless. */
public final class Exports {

    private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
    private static final int GLANCE_MILLIS = 20;

    private Exports() {}

    /**
     * Writes all instances and entities of the store in {@code data}, whether or not a process has it open, as of one
     * moment. Works on a copy beside the store, which is removed again.
     *
     * @param out neither flushed nor closed
     * @return how many were written
     * @throws UserErrorException if that is not possible; the message says what to do
     */
    public static long write(Path data, Writer out) throws InterruptedException, IOException {
        AtomicLong count = new AtomicLong();
        withCopy(data, storage -> {
            settle(storage, EngineOptions.defaults());
            out.write(Export.first() + "\n");
            InstanceTransfer.forEach(storage, instance -> {
                try {
                    out.write(Export.line(instance) + "\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                count.incrementAndGet();
            });
            out.write(Export.last(count.get()) + "\n");
        });
        return count.get();
    }

    /** What is done with a store. */
    @FunctionalInterface
    public interface Work {

        /** Does it. */
        void on(RocksStorage storage) throws IOException, InterruptedException;
    }

    /**
     * Has something done with a copy of the store in {@code data}, whether or not a process has it open. The copy lies beside
     * it and is removed again.
     *
     * @throws UserErrorException if the store cannot be copied or opened; the message says what to do
     */
    public static void withCopy(Path data, Work work) throws InterruptedException, IOException {
        Path copy = data.toAbsolutePath()
                .normalize()
                .resolveSibling(data.toAbsolutePath().normalize().getFileName() + ".export-"
                        + Long.toHexString(System.nanoTime()));
        try {
            Backups.Contents unused = Backups.backup(data, copy);
            try (RocksStorage storage = RocksStorage.open(copy, RocksOptions.defaults())) {
                work.on(storage);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (StorageException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        } finally {
            remove(copy);
        }
    }

    /** Lets an engine without workers make the store, if it is empty, and deliver the messages between partitions. */
    private static void settle(RocksStorage storage, EngineOptions options) throws InterruptedException {
        try (TaskHubEngine engine = TaskHubEngine.open(storage, options, InstantSource.system(), new SecureRandom())) {
            long deadline = System.nanoTime() + DRAIN_MAX.toNanos();
            while (InstanceTransfer.messagesUnderWay(storage) > 0) {
                if (System.nanoTime() - deadline > 0 || engine.failure().isDone()) {
                    throw new UserErrorException("There are messages between partitions that could not be delivered"
                            + " within " + DRAIN_MAX.toSeconds() + " s; run a host on the store and try again.");
                }
                Thread.sleep(GLANCE_MILLIS);
            }
        }
        if (InstanceTransfer.messagesUnderWay(storage) > 0) {
            throw new UserErrorException("New messages between partitions came up at the last moment; try again.");
        }
    }

    /**
     * Reads an export into the store in {@code data}, which no process has open and which is made if it is not there. The
     * whole export is checked before anything is written.
     *
     * @param partitions of the store, if it is made
     * @return how many instances and entities were read
     * @throws UserErrorException if a line is damaged, an id exists already, or the store cannot be used; the message says
     *     which line, and what to do
     */
    public static long read(Path export, Path data, int partitions) throws InterruptedException {
        EngineOptions d = EngineOptions.defaults();
        EngineOptions options = new EngineOptions(
                partitions,
                d.inboxLimit(),
                d.turnLease(),
                d.activityLease(),
                d.keyRetention(),
                d.cachedInstances(),
                d.retention(),
                d.deliveriesMax());
        try (RocksStorage storage = RocksStorage.open(data, RocksOptions.defaults())) {
            settle(storage, options);
            int actual = InstanceTransfer.partitions(storage);
            Set<String> ids = new HashSet<>();
            long checked = lines(export, instance -> {
                if (!ids.add(instance.id())) {
                    throw new DamagedLineException("the instance " + instance.id() + " stands in an earlier line too");
                }
                if (InstanceTransfer.exists(storage, actual, instance.id())) {
                    throw new DamagedLineException("the store has an instance " + instance.id()
                            + " already: import into a new folder, or purge that instance first");
                }
                var unused = InstanceTransfer.mutations(instance, actual);
            });
            return lines(export, instance -> storage.write(InstanceTransfer.mutations(instance, actual))) == checked
                    ? checked
                    : -1;
        } catch (StorageException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What is done with each instance. */
    private interface Taker {
        void take(PortableInstance instance) throws DamagedLineException;
    }

    private static long lines(Path export, Taker taker) {
        long number = 0;
        long instances = 0;
        boolean ended = false;
        try (BufferedReader reader = Files.newBufferedReader(export, StandardCharsets.UTF_8)) {
            @Nullable String text = reader.readLine();
            while (text != null) {
                number++;
                JsonNode line = Export.open(text);
                if (ended) {
                    throw new DamagedLineException("it follows the last line");
                } else if (number == 1) {
                    requireVersion(line);
                } else if (line.has("instances")) {
                    ended = true;
                    if (line.path("instances").asLong() != instances) {
                        throw new DamagedLineException("it ends an export of "
                                + line.path("instances").asLong() + " instances, but " + instances
                                + " stand before it");
                    }
                } else {
                    taker.take(Export.instance(line));
                    instances++;
                }
                text = reader.readLine();
            }
            number++;
            if (!ended) {
                throw new DamagedLineException("the export ends before its last line: it was cut off");
            }
            return instances;
        } catch (DamagedLineException | StorageException e) {
            throw new UserErrorException("Line " + number + " of " + export + ": " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new UserErrorException("The export " + export + " cannot be read (" + e + ").", e);
        }
    }

    private static void requireVersion(JsonNode line) throws DamagedLineException {
        int version = line.path("perdureExport").asInt();
        if (version != Export.FORMAT_VERSION) {
            throw new DamagedLineException("it begins an export of format " + version
                    + ", but this Perdure reads format " + Export.FORMAT_VERSION);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
