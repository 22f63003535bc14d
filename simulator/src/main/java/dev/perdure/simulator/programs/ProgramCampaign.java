package dev.perdure.simulator.programs;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks programs, as many at once as there are processors. Confined to one thread. */
public final class ProgramCampaign {

    private final @Nullable ExecutorBug bug;
    private long programs;
    private long turns;

    /** @param bug the one that is planted, or null for none */
    public ProgramCampaign(@Nullable ExecutorBug bug) {
        this.bug = bug;
    }

    /**
     * Checks programs until one is broken.
     *
     * @param progress is shown each check, in the order of the seeds
     * @return the first that is broken, or null
     */
    public @Nullable ProgramCheck run(long firstSeed, long count, Consumer<ProgramCheck> progress) {
        int parallel = Runtime.getRuntime().availableProcessors();
        ArrayDeque<Future<ProgramCheck>> running = new ArrayDeque<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long next = firstSeed;
            while (next < firstSeed + count || !running.isEmpty()) {
                while (running.size() < parallel * 2 && next < firstSeed + count) {
                    long seed = next++;
                    running.add(threads.submit(() -> ProgramCheck.of(seed, bug)));
                }
                ProgramCheck check = running.removeFirst().get();
                programs++;
                turns += check.turns();
                progress.accept(check);
                if (check.broken() != null) {
                    return check;
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

    public long programs() {
        return programs;
    }

    /** Of all three runs of each program. */
    public long turns() {
        return turns;
    }
}
