package dev.perdure.crashtest.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * The line that tells a waiting person what goes on: rewritten in place on a terminal, else a new line now and then.
 * Confined to one thread.
 */
public final class Progress {

    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);
    private static final int COLUMNS = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final long beganNanos = System.nanoTime();
    private long lastNanos = beganNanos - PLAIN_EVERY.toNanos();
    private String heading = "";

    /** A progress line on {@code out}. */
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A progress line on standard error. */
    public static Progress onStandardError() throws InterruptedException {
        return new Progress(System.err, isTerminal());
    }

    /** Asks a shell that inherits the file descriptor: Java itself cannot tell before release 22. */
    private static boolean isTerminal() throws InterruptedException {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 2")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What every line begins with from now on. */
    public void heading(String text) {
        heading = text;
        lastNanos = System.nanoTime() - PLAIN_EVERY.toNanos();
    }

    /** Tells what goes on. */
    public void say(String text) {
        long now = System.nanoTime();
        String line = heading + "  " + (now - beganNanos) / 1_000_000_000L + " s  " + text;
        if (terminal) {
            String cut = line.length() < COLUMNS ? line : line.substring(0, COLUMNS - 1);
            out.print("\r" + cut + " ".repeat(COLUMNS - 1 - cut.length()) + "\r");
            out.flush();
        } else if (now - lastNanos >= PLAIN_EVERY.toNanos()) {
            lastNanos = now;
            out.println(line);
            out.flush();
        }
    }

    /** Clears the line. */
    public void clear() {
        if (terminal) {
            out.print("\r" + " ".repeat(COLUMNS - 1) + "\r");
            out.flush();
        }
    }
}
