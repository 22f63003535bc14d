package dev.perdure.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host killed with SIGKILL every five seconds while the official client starts orders and the official worker fulfils
 * them. {@code -Dperdure.kills=12} for a minute of it.
 */
class OfficialUnderKillsTest {

    private static final int KILLS = Integer.getInteger("perdure.kills", 3);
    private static final long BETWEEN_KILLS_MILLIS = 5_000;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final AtomicLong firstRunAfterRestart = new AtomicLong(-1);

    @TempDir
    Path folder;

    private String ran(String step, String order) {
        firstRunAfterRestart.compareAndSet(0, System.nanoTime());
        int unused = runs.computeIfAbsent(step + " " + order, k -> new AtomicInteger())
                .incrementAndGet();
        return step + " " + order;
    }

    @Test
    void nothingIsLostOrDoubledWhileTheHostIsKilled() throws Exception {
        try (HostProcess host = new HostProcess(folder)) {
            new Registered(host.port)
                    .orchestration("Order", context -> {
                        String order = context.getInput(String.class);
                        String charged = context.callActivity("charge", order, String.class)
                                .await();
                        String shipped = context.callActivity("ship", order, String.class)
                                .await();
                        context.complete(charged + ", " + shipped);
                    })
                    .activity("charge", context -> ran("charge", context.getInput(String.class)))
                    .activity("ship", context -> ran("ship", context.getInput(String.class)))
                    .builder
                    .build()
                    .start();
            DurableTaskClient client =
                    new DurableTaskGrpcClientBuilder().port(host.port).build();
            List<String> started = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            Thread starting = Thread.ofPlatform().start(() -> startOrders(client, started, over));
            long ready = 0;

            for (int kill = 0; kill < KILLS; kill++) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_KILLS_MILLIS);
                host.killAndRestart();
                ready = System.nanoTime();
                firstRunAfterRestart.set(0);
            }
            over.set(true);
            starting.join();

            int lost = 0;
            int wrong = 0;
            for (String order : started) {
                OrchestrationMetadata ended = client.waitForInstanceCompletion(order, LONG, true);
                if (ended.getRuntimeStatus() != OrchestrationRuntimeStatus.COMPLETED) {
                    lost++;
                } else if (!("charge " + order + ", ship " + order).equals(ended.readOutputAs(String.class))) {
                    wrong++;
                }
            }
            long sinceLast = TimeUnit.NANOSECONDS.toMillis(firstRunAfterRestart.get() - ready);
            int again = runs.values().stream().mapToInt(AtomicInteger::get).sum() - runs.size();
            System.out.println("kills " + KILLS + ", orders " + started.size() + ", lost " + lost + ", wrong " + wrong
                    + ", activities run again " + again + ", first activity after the last restart " + sinceLast
                    + " ms");
            assertThat(started).hasSizeGreaterThan(10);
            assertThat(lost).isZero();
            assertThat(wrong).isZero();
            assertThat(runs).hasSize(2 * started.size());
        }
    }

    /** An answer that is lost is asked for, as a start that is sent again might replace what has ended meanwhile. */
    private static void startOrders(DurableTaskClient client, List<String> started, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            String order = "order-" + i;
            boolean known = false;
            while (!known) {
                try {
                    known = client.getInstanceMetadata(order, false).isInstanceFound();
                    if (!known) {
                        String unused = client.scheduleNewOrchestrationInstance("Order", order, order);
                        known = true;
                    }
                } catch (StatusRuntimeException e) {
                    assertThat(e.getStatus().getCode())
                            .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED, Status.Code.ALREADY_EXISTS);
                    pause();
                }
            }
            started.add(order);
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
