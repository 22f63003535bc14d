package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.OrchestrationInstance;
import dev.perdure.client.StartOptions;
import dev.perdure.client.StatusOptions;
import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.data.TypeRef;
import dev.perdure.sdk.ContinueAsNewOptions;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EventStream;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.saga.Saga;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What matters to the programming model of the real hub: what it keeps, whom it gives work, and what a restart changes. */
class ProgrammingModelTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TaskHub.Builder hub() {
        return TaskHub.open(folder).activity("note", String.class, (ctx, text) -> text + "!");
    }

    @Test
    void tellsExecutionsFromBeforeAPatchFromThoseAfterIt() {
        Orchestrator<String, String> old = (ctx, in) -> {
            String first = ctx.callActivity("note", "old", String.class).await();
            return first + ctx.waitForEvent("go", String.class).await();
        };
        Orchestrator<String, String> patched = (ctx, in) -> {
            boolean changed = ctx.patched("new-note");
            String first = ctx.callActivity("note", changed ? "new" : "old", String.class)
                    .await();
            String event = ctx.waitForEvent("go", String.class).await();
            return first + event + (ctx.patched("end") ? " ended" : "");
        };
        try (TaskHub hub = hub().orchestrator("Code", String.class, old).start()) {
            start(hub, "before");
            awaitWaiting(hub.client(), "before");
        }
        try (TaskHub hub = hub().orchestrator("Code", String.class, patched).start()) {
            start(hub, "after");
            awaitWaiting(hub.client(), "after");
        }
        // Once more from the history, with the mark in it.
        try (TaskHub hub = hub().orchestrator("Code", String.class, patched).start()) {
            for (String id : List.of("before", "after")) {
                hub.client().raiseEvent(id, "go", id);
            }

            assertThat(hub.client().instance("before", String.class).join(LONG)).isEqualTo("old!before ended");
            assertThat(hub.client().instance("after", String.class).join(LONG)).isEqualTo("new!after ended");
        }
    }

    private static void start(TaskHub hub, String id) {
        OrchestrationInstance<?> unused =
                hub.client().start("Code", null, StartOptions.defaults().instanceId(id));
    }

    /** The orchestrations here say by their status that they have come to a wait. */
    private static void awaitWaiting(DurableClient client, String id) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!client.status(id, StatusOptions.defaults().withHistory())
                .flatMap(InstanceStatus::historyJson)
                .orElse("")
                .contains("TaskCompleted")) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void runsInstancesOnTheCodeOfTheirVersionAndKeepsOthersUntilTheirCodeComes() {
        Orchestrator<String, String> one = (ctx, in) -> "two".equals(in)
                ? ctx.continueAsNew("from one", ContinueAsNewOptions.defaults().version("2"))
                : "one " + in;
        Orchestrator<String, String> two = (ctx, in) -> "two " + in;
        try (TaskHub hub = hub().worker(w -> w.orchestrator("Code", "1", String.class, one))
                .start()) {
            assertThat(started(hub, "a", "1", "x").join(LONG)).isEqualTo("one x");
            started(hub, "moves", "1", "two");
            started(hub, "waits", "2", "y");
            assertThat(started(hub, "b", "1", "z").join(LONG)).isEqualTo("one z");
            assertThat(hub.client().status("waits").orElseThrow().runtimeStatus())
                    .isEqualTo(RuntimeStatus.PENDING);
        }
        try (TaskHub hub = hub().worker(w ->
                        w.orchestrator("Code", "1", String.class, one).orchestrator("Code", "2", String.class, two))
                .start()) {
            assertThat(hub.client().instance("waits", String.class).join(LONG)).isEqualTo("two y");
            assertThat(hub.client().instance("moves", String.class).join(LONG)).isEqualTo("two from one");
        }
    }

    private static OrchestrationInstance<String> started(TaskHub hub, String id, String version, String input) {
        return hub.client()
                .start(
                        "Code",
                        input,
                        StartOptions.defaults().instanceId(id).version(version),
                        TypeRef.of(String.class));
    }

    @Test
    void keepsRoomFromActivitiesThatHaveALimitOfTheirOwn() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch two = new CountDownLatch(2);
        AtomicInteger slow = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Orchestrator<String, Integer> code = (ctx, name) -> ctx.all(
                        IntStream.range(0, 20).boxed().toList(), i -> ctx.callActivity(name, i, Integer.class))
                .size();
        try (TaskHub hub = TaskHub.open(folder)
                .orchestrator("Code", String.class, code)
                .activity("slow", Integer.class, (ctx, i) -> {
                    most.accumulateAndGet(slow.incrementAndGet(), Math::max);
                    two.countDown();
                    release.await();
                    slow.decrementAndGet();
                    return i;
                })
                .activity("quick", Integer.class, (ctx, i) -> i)
                .maxConcurrentActivities(3)
                .maxConcurrent("slow", 2)
                .start()) {
            OrchestrationInstance<?> slowOnes = hub.client().start("Code", "slow");
            OrchestrationInstance<?> quickOnes = hub.client().start("Code", "quick");

            assertThat(quickOnes.join(LONG)).isEqualTo(20);
            assertThat(two.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            release.countDown();
            assertThat(slowOnes.join(LONG)).isEqualTo(20);
        }
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void callsAServiceThatTakesItsTime() throws IOException {
        AtomicInteger polls = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/work", exchange -> {
            try (exchange) {
                boolean done = polls.incrementAndGet() > 3;
                byte[] body = (done ? "done" : "").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Location", "/work/1");
                exchange.sendResponseHeaders(done ? 200 : 202, done ? body.length : -1);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/work");
        Orchestrator<String, String> code =
                (ctx, in) -> ctx.callHttp(DurableHttpRequest.post(uri, "{}").pollInterval(Duration.ofMillis(5)))
                        .await()
                        .body();
        try (TaskHub hub = hub().orchestrator("Code", String.class, code).start()) {
            assertThat(hub.client().start("Code", null).join(LONG)).isEqualTo("done");
            assertThat(polls.get()).isEqualTo(4);
        } finally {
            server.stop(0);
        }
    }

    /** Text that nothing but this converter can read, so that whatever goes past it fails. */
    private static final class Enveloped implements DataConverter {
        private static final DataConverter INNER = DataConverter.jackson();
        private static final String BEGIN = "{\"enveloped\":";

        @Override
        public @Nullable String serialize(@Nullable Object value) {
            String text = INNER.serialize(value);
            return text == null ? null : BEGIN + text + "}";
        }

        @Override
        public @Nullable Object deserialize(@Nullable String text, Type type) {
            if (text == null) {
                return null;
            }
            if (!text.startsWith(BEGIN)) {
                throw new DataConversionException("not in an envelope: " + text, new IllegalArgumentException());
            }
            return INNER.deserialize(text.substring(BEGIN.length(), text.length() - 1), type);
        }
    }

    interface Calculator {
        int add(int a, int b);

        List<Optional<Integer>> maybe(List<Integer> numbers);
    }

    static final class RealCalculator implements Calculator {
        @Override
        public int add(int a, int b) {
            return a + b;
        }

        @Override
        public List<Optional<Integer>> maybe(List<Integer> numbers) {
            List<Optional<Integer>> all = new ArrayList<>();
            numbers.forEach(n -> all.add(n < 0 ? Optional.empty() : Optional.of(n)));
            return all;
        }
    }

    static final class Sum extends Entity<Map<String, Integer>> {
        @Override
        protected Map<String, Integer> initialState() {
            return Map.of("sum", 0);
        }

        public int add(int n) {
            int sum = state().getOrDefault("sum", 0) + n;
            setState(Map.of("sum", sum));
            return sum;
        }
    }

    @Test
    void usesOneConverterForAllThatTravels() {
        EntityId sum = new EntityId("sum", "s");
        Orchestrator<List<Integer>, List<Integer>> code = (ctx, numbers) -> {
            if (numbers.isEmpty()) {
                return List.of(-1);
            }
            Calculator calculator = ctx.activities(Calculator.class);
            int added = calculator.add(numbers.get(0), numbers.get(1));
            int maybe = (int) calculator.maybe(numbers).stream()
                    .filter(Optional::isPresent)
                    .count();
            Task<List<Integer>> child = ctx.callSubOrchestrator(
                    "Code", List.of(), new TypeRef<List<Integer>>() {}, SubOrchestrationOptions.defaults());
            int entity = ctx.callEntity(sum, "add", 5, Integer.class).await();
            EventStream<List<Integer>> events = ctx.events("numbers", new TypeRef<List<Integer>>() {});
            int event = events.next().get(0);
            ctx.setCustomStatus(Map.of("event", event));
            if (numbers.size() == 2) {
                return ctx.continueAsNew(List.of(added, maybe, child.await().get(0), entity, event));
            }
            List<Integer> all = new ArrayList<>(numbers);
            all.add(event);
            return all;
        };
        try (TaskHub hub = TaskHub.open(folder)
                .dataConverter(new Enveloped())
                .activities(Calculator.class, new RealCalculator())
                .entity("sum", Sum::new)
                .worker(w -> w.orchestrator("Code", new TypeRef<List<Integer>>() {}, code))
                .start()) {
            TypeRef<List<Integer>> numbers = new TypeRef<>() {};
            OrchestrationInstance<List<Integer>> instance =
                    hub.client().start("Code", List.of(3, -4), StartOptions.defaults(), numbers);
            hub.client().raiseEvent(instance.instanceId(), "numbers", List.of(7));
            hub.client().raiseEvent(instance.instanceId(), "numbers", List.of(8));

            assertThat(instance.join(LONG)).containsExactly(-1, 1, -1, 5, 7, 8);
            InstanceStatus status = instance.status().orElseThrow();
            assertThat(status.customStatusAs(new TypeRef<Map<String, Integer>>() {}))
                    .contains(Map.of("event", 8));
            assertThat(status.outputJson().orElse("")).startsWith(Enveloped.BEGIN);
            assertThat(hub.client().entities().readState(sum).orElseThrow().as(new TypeRef<Map<String, Integer>>() {}))
                    .contains(Map.of("sum", 10));
        }
    }

    @Test
    void compensatesASagaAcrossARestart() {
        Orchestrator<String, String> code = (ctx, in) -> {
            List<String> undone = new ArrayList<>();
            try {
                return Saga.of(ctx).run(saga -> {
                    for (String step : List.of("a", "b")) {
                        String done =
                                ctx.callActivity("note", step, String.class).await();
                        saga.compensate(() -> ctx.callActivity("note", "un" + done, String.class)
                                .thenApply(undone::add));
                    }
                    throw new IllegalStateException(
                            ctx.waitForEvent("pay", String.class).await());
                });
            } catch (IllegalStateException | TaskFailedException e) {
                return undone + " " + e.getMessage();
            }
        };
        try (TaskHub hub = hub().orchestrator("Code", String.class, code).start()) {
            start(hub, "s");
            awaitWaiting(hub.client(), "s");
        }
        try (TaskHub hub = hub().orchestrator("Code", String.class, code).start()) {
            hub.client().raiseEvent("s", "pay", "no money");

            assertThat(hub.client().instance("s", String.class).join(LONG)).isEqualTo("[unb!!, una!!] no money");
        }
    }
}
