package dev.perdure.examples.demo;

import dev.perdure.examples.demo.process.DemoFailedException;
import dev.perdure.examples.orders.Order;
import dev.perdure.host.UserErrorException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out runs, each in a folder of its own, and leaves nothing behind: neither a process nor a folder, also when
 * this process is told to end. A folder stays if it was asked for, or if the run did not pass. Confined to one thread.
 */
final class DemoRunner {

    /** A run with what it left. The folder is gone unless {@code kept}. */
    record Finished(DemoResult result, RunFolder folder, boolean kept) {}

    /** Looks at the files of a run before they are removed. */
    interface Afterwards {
        void look(DemoResult result, RunFolder folder) throws IOException;
    }

    private final PrintStream progress;
    private final boolean terminal;

    /** A runner that shows progress on {@code progress}. */
    DemoRunner(PrintStream progress, boolean terminal) {
        this.progress = progress;
        this.terminal = terminal;
    }

    /**
     * Carries out one run.
     *
     * @param keep a folder for the run's files that does not exist or is empty; null: one that is removed afterwards
     * @throws DemoFailedException if the run cannot go on; its folder stays
     * @throws UserErrorException if {@code keep} cannot be used
     */
    Finished run(
            List<Order> orders, long seed, KillPlan plan, WorkerKind kind, @Nullable Path keep, Afterwards afterwards)
            throws InterruptedException, IOException {
        RunFolder folder = new RunFolder(keep == null ? Files.createTempDirectory("perdure-demo-") : prepare(keep));
        DemoRun run = new DemoRun(orders, seed, plan, kind, folder, InstantSource.system());
        Thread cleaner = new Thread(
                () -> {
                    run.close();
                    if (keep == null) {
                        folder.delete();
                    }
                },
                "clean up the demo");
        Runtime.getRuntime().addShutdownHook(cleaner);
        boolean kept = true;
        try (run) {
            DemoResult result = watched(run);
            afterwards.look(result, folder);
            kept = keep != null || !result.passed();
            return new Finished(result, folder, kept);
        } finally {
            release(cleaner);
            if (!kept) {
                folder.delete();
            }
        }
    }

    private DemoResult watched(DemoRun run) throws InterruptedException {
        ProgressDisplay display = ProgressDisplay.start(run::progress, progress, terminal);
        try {
            return run.run();
        } finally {
            display.close();
        }
    }

    private static void release(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // This process is ending: the cleaner is at work already.
            return;
        }
    }

    private static Path prepare(Path keep) {
        try {
            Files.createDirectories(keep);
            try (Stream<Path> content = Files.list(keep)) {
                if (content.findAny().isPresent()) {
                    throw new UserErrorException("The folder " + keep + " is not empty: --keep needs a new one.");
                }
            }
            return keep.toAbsolutePath();
        } catch (IOException e) {
            throw new UserErrorException("The folder " + keep + " cannot be made or read.");
        }
    }
}
