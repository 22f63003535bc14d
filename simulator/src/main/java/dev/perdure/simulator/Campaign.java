package dev.perdure.simulator;

import dev.perdure.simulator.planted.PlantedBug;
import dev.perdure.simulator.report.Coverage;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many simulations, as many at once as there are processors, in the order of their seeds. Confined to one thread. */
public final class Campaign {

    private final int steps;
    private final @Nullable PlantedBug bug;
    private final Coverage coverage = new Coverage();
    private long seeds;
    private long stepsTaken;
    private long crashes;
    private long commands;

    /** @param steps of each seed */
    public Campaign(int steps, @Nullable PlantedBug bug) {
        this.steps = steps;
        this.bug = bug;
    }

    /**
     * Runs seeds until one breaks an invariant.
     *
     * @param progress is shown each result, in the order of the seeds
     * @return the first result that is broken, or null
     */
    public @Nullable SeedResult run(long firstSeed, long count, Consumer<SeedResult> progress) {
        int parallel = Runtime.getRuntime().availableProcessors();
        ArrayDeque<Future<SeedResult>> running = new ArrayDeque<>();
        // Virtual threads: a turn then costs a switch on the same carrier.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long next = firstSeed;
            while (next < firstSeed + count || !running.isEmpty()) {
                while (running.size() < parallel && next < firstSeed + count) {
                    SeedSettings settings = new SeedSettings(next++, steps, bug);
                    running.add(threads.submit(() -> Simulation.run(settings)));
                }
                SeedResult result = running.removeFirst().get();
                add(result);
                progress.accept(result);
                if (result.violation() != null) {
                    return result;
                }
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void add(SeedResult result) {
        seeds++;
        stepsTaken += result.steps();
        crashes += result.crashes();
        commands += result.commands();
        coverage.add(result.coverage());
    }

    public Coverage coverage() {
        return coverage;
    }

    public long seeds() {
        return seeds;
    }

    public long steps() {
        return stepsTaken;
    }

    public long crashes() {
        return crashes;
    }

    public long commands() {
        return commands;
    }
}
