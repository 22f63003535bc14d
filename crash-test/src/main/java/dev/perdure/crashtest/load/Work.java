package dev.perdure.crashtest.load;

import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.ActivityRun.Phase;
import dev.perdure.crashtest.journal.Journal;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.NonRetriableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The one activity: takes its time and writes down that it ran. Thread-safe. */
final class Work {

    private static final int MILLIS_MAX = 150;

    private final String worker;
    private final Journal<ActivityRun> journal;
    private final InstantSource clock;
    private final AtomicLong runs = new AtomicLong();

    Work(String worker, Journal<ActivityRun> journal, InstantSource clock) {
        this.worker = worker;
        this.journal = journal;
        this.clock = clock;
    }

    String run(ActivityContext call, @Nullable Step step) throws InterruptedException {
        if (step == null) {
            throw new NonRetriableException("The work has no step.");
        }
        long run = runs.incrementAndGet();
        write(call, step, run, Phase.BEGAN);
        Thread.sleep(ThreadLocalRandom.current().nextInt(MILLIS_MAX));
        if (!step.gate().isEmpty() && !Files.exists(Path.of(step.gate()))) {
            write(call, step, run, Phase.FAILED);
            throw new NonRetriableException("The gate is shut.");
        }
        return write(call, step, run, Phase.ENDED).receipt();
    }

    private ActivityRun write(ActivityContext call, Step step, long run, Phase phase) {
        ActivityRun line = new ActivityRun(
                worker,
                run,
                call.instanceId(),
                call.executionId(),
                call.taskId(),
                call.deliveryNumber(),
                step.name(),
                phase,
                System.nanoTime(),
                clock.millis());
        journal.append(line);
        return line;
    }
}
