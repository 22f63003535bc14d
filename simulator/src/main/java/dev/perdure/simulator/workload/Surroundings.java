package dev.perdure.simulator.workload;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.Why;
import dev.perdure.simulator.check.StoreWatcher;
import dev.perdure.simulator.report.Coverage;
import dev.perdure.simulator.report.Trace;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.world.ModelClock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The world as the clients see it. */
public interface Surroundings {

    /** The engine; null while the host is down. */
    @Nullable
    TaskHubEngine engine();

    /** What an instance waits for. */
    CompletableFuture<Optional<Why>> why(String instanceId);

    RandomGenerator random();

    ModelClock clock();

    StoreWatcher watcher();

    Ledger ledger();

    Trace trace();

    Coverage coverage();

    int partitions();

    /** The hub's time, or its last one while it is down: microseconds since 1970. */
    long hubMicros();

    /** The version of the code that all workers have by now. */
    int codeVersion();

    /** An invariant was found broken where it cannot be thrown. */
    void report(Violation violation);

    /** Whether the answer that has just come is lost on its way. */
    boolean losesReply();
}
