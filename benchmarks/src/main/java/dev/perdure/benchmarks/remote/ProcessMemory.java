package dev.perdure.benchmarks.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a Java process. Immutable. A figure that this system does not tell is not a number.
 *
 * @param residentMiB in memory
 * @param liveMiB of the heap after a full collection
 * @param threads of the system
 */
record ProcessMemory(double residentMiB, double liveMiB, double threads) {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
    private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    /** Collects the garbage of the process, then looks. */
    static ProcessMemory of(ProcessHandle process) throws IOException {
        double live = number(LIVE, histogram(process.pid())) / (1 << 20);
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        String text = Files.exists(status) ? Files.readString(status) : "";
        return new ProcessMemory(number(RESIDENT, text) / 1024, live, number(THREADS, text));
    }

    private static String histogram(long pid) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static double number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
    }
}
