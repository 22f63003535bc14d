package dev.perdure.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How busy the compilers of JVMs are, as Linux counts the time of their threads. A JVM that has worked for seconds may
 * still spend half a processor on compiling; what is measured meanwhile is the compiler. Confined to one thread.
 */
public final class Compilers {

    private static final String THREAD = "C2 CompilerThre";
    /** Of {@code /proc/PID/task/TID/stat}, counted behind the name: user and system time in hundredths of a second. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    private final List<ProcessHandle> processes;
    private long lastTicks;
    private long lastNanos;

    /** Those of these processes, from now on. */
    public Compilers(List<ProcessHandle> processes) {
        this.processes = List.copyOf(processes);
        this.lastTicks = ticks();
        this.lastNanos = System.nanoTime();
    }

    /** Percent of one processor since the last call; 0 where the system does not say. */
    public double percent() {
        long ticks = ticks();
        long nanos = System.nanoTime();
        double percent = (ticks - lastTicks) * 1e9 / Math.max(1, nanos - lastNanos);
        lastTicks = ticks;
        lastNanos = nanos;
        return percent;
    }

    private long ticks() {
        long ticks = 0;
        for (ProcessHandle process : processes) {
            Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
            if (Files.isDirectory(tasks)) {
                ticks += ticks(tasks);
            }
        }
        return ticks;
    }

    private static long ticks(Path tasks) {
        long ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                int end = stat.lastIndexOf(')');
                if (stat.substring(stat.indexOf('(') + 1, end).startsWith(THREAD)) {
                    String[] figures = stat.substring(end + 2).split(" ", -1);
                    ticks += Long.parseLong(figures[USER]) + Long.parseLong(figures[SYSTEM]);
                }
            }
        } catch (IOException e) {
            // A thread has ended meanwhile: it is not busy.
            return ticks;
        }
        return ticks;
    }
}
