package dev.perdure.benchmarks.engine;

import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Worker;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The orchestrators that are measured. Stateless. */
public final class Programs {

    static final String SEQUENCE = "sequence";
    public static final String WAIT = "wait";

    /** Waits a year. */
    static final String SLEEP = "sleep";

    /** Runs many no-op activities at once. */
    static final String FAN_OUT = "fan-out";

    /** Runs many activities at once that each sleep a second. */
    static final String FAN_OUT_OF_SECONDS = "fan-out-of-seconds";

    private Programs() {}

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
                .orchestrator(SLEEP, String.class, (context, input) -> {
                    context.sleep(Duration.ofDays(365));
                    return input;
                })
                .orchestrator(FAN_OUT, Integer.class, fanOut("noop"))
                .orchestrator(FAN_OUT_OF_SECONDS, Integer.class, fanOut("second"))
                .entity("counter", Signals.Counter::new)
                .activity("noop", Integer.class, (context, input) -> input)
                .activity("second", Integer.class, (context, input) -> {
                    Thread.sleep(1_000);
                    return input;
                });
    }

    private static Orchestrator<Integer, Integer> fanOut(String activity) {
        return (context, width) -> {
            List<Integer> numbers = IntStream.range(0, width).boxed().toList();
            return context.all(numbers, n -> context.callActivity(activity, n, Integer.class))
                    .size();
        };
    }
}
