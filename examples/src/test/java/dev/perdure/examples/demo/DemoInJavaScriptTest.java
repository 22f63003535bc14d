package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.orders.Order;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code ./perdure demo --worker js}: few orders, one kill of the host. */
class DemoInJavaScriptTest {

    /** Enough that as many are in flight as a kill asks for. */
    private static final int ORDERS = 70;

    private static final int ACTIVITIES_BEFORE_KILL_MAX = 30;

    @TempDir
    Path folder;

    @Test
    void losesAndDoublesNothingWhenTheHostIsKilled() throws Exception {
        long seed = RandomGenerator.getDefault().nextLong();
        List<Order> orders = OrderSource.read(null).subList(0, ORDERS);
        KillPlan plan = new KillPlan(List.of(1 + new Random(seed).nextInt(ACTIVITIES_BEFORE_KILL_MAX)));

        DemoRunner.Finished finished = new DemoRunner(System.err, false)
                .run(orders, seed, plan, WorkerKind.JS, folder.resolve("run"), (result, files) -> {});

        DemoResult result = finished.result();
        assertThat(result.problems()).as("seed %d", seed).isEmpty();
        assertThat(result.passed()).as("seed %d: %s", seed, result.verdict()).isTrue();
        assertThat(result.outages()).hasSize(1);
        assertThat(result.started()).isEqualTo(ORDERS);
    }
}
