package dev.perdure.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.SessionStats;
import dev.perdure.client.StartOptions;
import dev.perdure.core.RuntimeStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's long poll against a real door. */
class TenThousandWaitersTest {

    private static final int NUMBER = 10_000;
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void holdTwoSocketsAndStartsGoOnMeanwhile() throws Exception {
        try (OpenDoor door = new OpenDoor(folder);
                DurableClient starting = client(door);
                DurableClient waiting = client(door)) {
            List<String> ids = IntStream.range(0, NUMBER).mapToObj(i -> "w" + i).toList();
            all(each(
                    ids,
                    id -> starting.start("Waits", 1, StartOptions.defaults().instanceId(id))));

            List<FutureTask<InstanceStatus>> waits = each(ids, id -> waiting.waitForCompletion(id, LONG));
            while (door.engine.stats().waiters() < NUMBER) {
                Thread.onSpinWait();
            }
            SessionStats whileWaiting = waiting.sessionStats().orElseThrow();
            all(each(
                    IntStream.range(0, 1_000).mapToObj(i -> "more" + i).toList(),
                    id -> starting.start("Waits", 1, StartOptions.defaults().instanceId(id))));
            assertThat(waits).noneMatch(FutureTask::isDone);
            all(each(ids, id -> {
                starting.terminate(id, "enough");
                return id;
            }));

            for (FutureTask<InstanceStatus> wait : waits) {
                assertThat(wait.get().runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
            }
            assertThat(whileWaiting.openedTotal()).isLessThanOrEqualTo(2);
            assertThat(waiting.sessionStats().orElseThrow().openedTotal()).isLessThanOrEqualTo(30);
        }
    }

    private static DurableClient client(OpenDoor door) {
        return DurableClient.builder()
                .origin(URI.create("http://127.0.0.1:" + door.door.port()))
                .privateSession()
                .build();
    }

    /** One call with an id. */
    private interface Work<T> {
        T with(String id);
    }

    private static <T> List<FutureTask<T>> each(List<String> ids, Work<T> work) {
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (String id : ids) {
            Callable<T> call = () -> work.with(id);
            FutureTask<T> task = new FutureTask<>(call);
            Thread.ofVirtual().start(task);
            tasks.add(task);
        }
        return tasks;
    }

    private static void all(List<? extends FutureTask<?>> tasks) throws Exception {
        for (FutureTask<?> task : tasks) {
            task.get();
        }
    }
}
