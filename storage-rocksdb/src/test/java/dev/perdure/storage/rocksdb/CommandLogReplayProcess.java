package dev.perdure.storage.rocksdb;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.runtime.LogReplay;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageDump;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A process of its own that feeds a recorded command log to a partition on RocksDB, in random batches and with restarts,
 * and writes a logical dump of the store it ends with.
 */
final class CommandLogReplayProcess {

    private CommandLogReplayProcess() {}

    static Process start(Path log, Path folder, Path dump, long seed, int restarts) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommandLogReplayProcess.class.getName(),
                        log.toString(),
                        folder.toString(),
                        dump.toString(),
                        Long.toString(seed),
                        Integer.toString(restarts))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) throws IOException {
        List<Command> log = read(Path.of(args[0]));
        Path folder = Path.of(args[1]);
        Storage storage = LogReplay.run(
                log,
                () -> RocksStorage.open(folder, RocksOptions.defaults()),
                Storage::close,
                new Random(Long.parseLong(args[3])),
                Integer.parseInt(args[4]));
        try (storage;
                Writer dump = Files.newBufferedWriter(Path.of(args[2]), StandardCharsets.US_ASCII)) {
            StorageDump.write(storage, dump);
        }
    }

    private static List<Command> read(Path file) throws IOException {
        List<Command> log = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (Command c = Command.parseDelimitedFrom(in); c != null; c = Command.parseDelimitedFrom(in)) {
                log.add(c);
            }
        }
        return log;
    }
}
