package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The sockets of this system that go to one port of 127.0.0.1, as the system lists them. Confined to one thread.
 *
 * <p>The system's list is no snapshot: it is walked while sockets come and go, so that one may close behind the walk and
 * its successor open ahead of it. Both are listed, though they were never open at once. A socket that is in two lists one
 * after the other was open between them, and so were all others of which that is true: those are counted.
 */
final class OpenSockets {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    /** Established, being opened, and ended by the other side only: those for which a program holds a descriptor. */
    private static final Set<String> HELD = Set.of("01", "02", "08");

    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private final String suffix;
    private Set<String> last = Set.of();

    OpenSockets(int port) {
        this.suffix = String.format(Locale.ROOT, ":%04X", port);
    }

    /** Whether the system lists its sockets where we look. */
    static boolean areListed() {
        return TABLES.stream().anyMatch(Files::isReadable);
    }

    /** How many were open at some moment since the last call; 0 where the system does not list them. */
    int count() throws IOException {
        Set<String> now = listed();
        int both = (int) last.stream().filter(now::contains).count();
        last = now;
        return both;
    }

    /** The inodes of those in the list: no other socket, not even a later one, has the same. */
    private Set<String> listed() throws IOException {
        Set<String> inodes = new HashSet<>();
        for (Path table : TABLES) {
            if (Files.isReadable(table)) {
                for (String line : Files.readAllLines(table)) {
                    String[] words = line.strip().split(" +", INODE + 2);
                    if (words.length > INODE && words[REMOTE].endsWith(suffix) && HELD.contains(words[STATE])) {
                        inodes.add(words[INODE]);
                    }
                }
            }
        }
        return inodes;
    }
}
