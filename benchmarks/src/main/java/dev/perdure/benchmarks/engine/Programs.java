package dev.perdure.benchmarks.engine;

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
                .orchestrator(FAN_OUT, Integer.class, (context, width) -> {
                    List<Integer> numbers = IntStream.range(0, width).boxed().toList();
                    return context.all(numbers, n -> context.callActivity("noop", n, Integer.class))
                            .size();
                })
                .entity("counter", Signals.Counter::new)
                .activity("noop", Integer.class, (context, input) -> input);
    }
}
