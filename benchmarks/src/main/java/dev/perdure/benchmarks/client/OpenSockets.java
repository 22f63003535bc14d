package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The sockets of this system that go to one port of 127.0.0.1, as the system lists them. Immutable. */
final class OpenSockets {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    /** Established, being opened, and ended by the other side only: those for which a program holds a descriptor. */
    private static final List<String> HELD = List.of("01", "02", "08");

    private final String suffix;

    OpenSockets(int port) {
        this.suffix = String.format(Locale.ROOT, ":%04X", port);
    }

    /** Whether the system lists its sockets where we look. */
    static boolean areListed() {
        return TABLES.stream().anyMatch(Files::isReadable);
    }

    /** How many there are now; 0 where the system does not list them. */
    int count() throws IOException {
        int count = 0;
        for (Path table : TABLES) {
            if (Files.isReadable(table)) {
                for (String line : Files.readAllLines(table)) {
                    String[] words = line.strip().split(" +", 5);
                    if (words.length > 3 && words[2].endsWith(suffix) && HELD.contains(words[3])) {
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
