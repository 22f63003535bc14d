package dev.perdure.examples.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows progress until it is closed: one live line on a terminal, elsewhere a line every two seconds. Thread-safe. */
final class ProgressDisplay implements AutoCloseable {

    private static final Duration LIVE = Duration.ofMillis(100);
    private static final Duration PLAIN = Duration.ofSeconds(2);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Supplier<ProgressLine> source;
    private final PrintStream out;
    private final boolean terminal;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private ProgressDisplay(Supplier<ProgressLine> source, PrintStream out, boolean terminal) {
        this.source = source;
        this.out = out;
        this.terminal = terminal;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::show);
    }

    static ProgressDisplay start(Supplier<ProgressLine> source, PrintStream out, boolean terminal) {
        ProgressDisplay display = new ProgressDisplay(source, out, terminal);
        display.thread.start();
        return display;
    }

    private void show() {
        Duration interval = terminal ? LIVE : PLAIN;
        try {
            while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                if (terminal) {
                    out.print(ERASE_LINE + source.get().withBar());
                } else {
                    out.println(source.get().plain());
                }
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    /** Removes the live line. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
