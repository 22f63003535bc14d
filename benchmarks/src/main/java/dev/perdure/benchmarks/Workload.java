package dev.perdure.benchmarks;

import dev.perdure.sdk.Worker;

/** The orchestrators that are measured. Stateless. */
final class Workload {

    static final String SEQUENCE = "sequence";
    static final String WAIT = "wait";

    private Workload() {}

    static Worker.Builder register(Worker.Builder worker) {
        return worker.orchestrator(SEQUENCE, Integer.class, (context, steps) -> {
                    int sum = 0;
                    for (int i = 0; i < steps; i++) {
                        sum += context.callActivity("noop", i, Integer.class).await();
                    }
                    return sum;
                })
                .orchestrator(
                        WAIT,
                        String.class,
                        (context, input) ->
                                context.waitForEvent("go", String.class).await())
                .activity("noop", Integer.class, (context, input) -> input);
    }
}
