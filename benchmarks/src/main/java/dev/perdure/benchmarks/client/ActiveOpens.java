package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many TCP connections this system has opened since it started, where it says so. Stateless. */
final class ActiveOpens {

    private static final Path COUNTERS = Path.of("/proc/net/snmp");

    private ActiveOpens() {}

    /** The system's count; 0 where there is none. */
    static long count() {
        try {
            List<String[]> rows = Files.readAllLines(COUNTERS).stream()
                    .filter(line -> line.startsWith("Tcp:"))
                    .map(line -> line.split(" +", -1))
                    .toList();
            int column = List.of(rows.get(0)).indexOf("ActiveOpens");
            return Long.parseLong(rows.get(1)[column]);
        } catch (IOException e) {
            return 0;
        }
    }
}
