package dev.perdure.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host killed with SIGKILL every five seconds while the official client starts orders and the official worker fulfils
 * them. For a minute of it, with a table in the end:
 * {@code ./perdure test -pl official-java -am -Dtest=OfficialUnderKillsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dperdure.kills=12}.
 */
class OfficialUnderKillsTest {

    private static final int KILLS = Integer.getInteger("perdure.kills", 3);
    private static final long BETWEEN_KILLS_MILLIS = 5_000;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

    /** By order, when its executions began, as its activities were told. */
    private final Map<String, Set<String>> executions = new ConcurrentHashMap<>();

    private final AtomicLong firstRunAfterRestart = new AtomicLong(-1);

    @TempDir
    Path folder;

    /** One kill, in milliseconds: from SIGKILL until the host is ready again, and from then until an activity runs. */
    private record Kill(long readyMillis, long reconnectMillis) {}

    private String ran(String step, String[] orderAndBegin) {
        firstRunAfterRestart.compareAndSet(0, System.nanoTime());
        String order = orderAndBegin[0];
        int unused = runs.computeIfAbsent(step + " " + order, k -> new AtomicInteger())
                .incrementAndGet();
        boolean unusedFirst = executions
                .computeIfAbsent(order, k -> ConcurrentHashMap.newKeySet())
                .add(orderAndBegin[1]);
        return step + " " + order;
    }

    @Test
    void nothingIsLostOrDoubledWhileTheHostIsKilled() throws Exception {
        try (HostProcess host = new HostProcess(folder)) {
            new Registered(host.port)
                    .orchestration("Order", context -> {
                        String order = context.getInput(String.class);
                        // Of a turn that is in the history: another execution would have begun at another time.
                        String[] told = {order, context.getCurrentInstant().toString()};
                        String charged = context.callActivity("charge", told, String.class)
                                .await();
                        String shipped =
                                context.callActivity("ship", told, String.class).await();
                        context.complete(charged + ", " + shipped);
                    })
                    .activity("charge", context -> ran("charge", context.getInput(String[].class)))
                    .activity("ship", context -> ran("ship", context.getInput(String[].class)))
                    .builder
                    .build()
                    .start();
            DurableTaskClient client =
                    new DurableTaskGrpcClientBuilder().port(host.port).build();
            List<String> started = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            Thread starting = Thread.ofPlatform().start(() -> startOrders(client, started, over));
            List<Kill> kills = new ArrayList<>();

            for (int kill = 0; kill < KILLS; kill++) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_KILLS_MILLIS);
                long killed = System.nanoTime();
                host.killAndRestart();
                long ready = System.nanoTime();
                firstRunAfterRestart.set(0);
                kills.add(new Kill(millis(ready - killed), reconnected(ready, starting)));
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
            long doubled =
                    executions.values().stream().filter(all -> all.size() > 1).count();
            int again = runs.values().stream().mapToInt(AtomicInteger::get).sum() - runs.size();
            print(kills, started.size(), lost, doubled, wrong, again);
            assertThat(started).hasSizeGreaterThan(10);
            assertThat(lost).isZero();
            assertThat(doubled).isZero();
            assertThat(wrong).isZero();
            assertThat(runs).hasSize(2 * started.size());
        }
    }

    /** Waits for the first activity since {@code ready}; how long that took. */
    private long reconnected(long ready, Thread starting) throws InterruptedException {
        long limit = ready + LONG.toNanos();
        while (firstRunAfterRestart.get() == 0) {
            assertThat(starting.isAlive()).as("orders are still started").isTrue();
            assertThat(System.nanoTime()).as("no activity after a restart").isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return millis(firstRunAfterRestart.get() - ready);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static void print(List<Kill> kills, int orders, int lost, long doubled, int wrong, int again) {
        StringBuilder table = new StringBuilder("kill  host ready after, ms  first activity after that, ms\n");
        for (int i = 0; i < kills.size(); i++) {
            table.append(String.format(
                    "%4d %21d %30d%n",
                    i + 1, kills.get(i).readyMillis(), kills.get(i).reconnectMillis()));
        }
        long[] reconnects =
                kills.stream().mapToLong(Kill::reconnectMillis).sorted().toArray();
        table.append(String.format(
                "reconnected after, ms: median %d, at most %d%n"
                        + "orders %d  lost %d  doubled %d  wrong %d  activities run again %d",
                reconnects[(reconnects.length - 1) / 2],
                reconnects[reconnects.length - 1],
                orders,
                lost,
                doubled,
                wrong,
                again));
        System.out.println(table);
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
                    // grpc-java calls it UNKNOWN if a connection closes between two steps of a call.
                    if (!(e.getStatus().getCause() instanceof ClosedChannelException)) {
                        assertThat(e.getStatus().getCode())
                                .as(e.toString())
                                .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED, Status.Code.ALREADY_EXISTS);
                    }
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
