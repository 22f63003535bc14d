package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.OrchestrationInstance;
import dev.perdure.client.StartOptions;
import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SDK offers, on the real engine and store: in process, and once over both doors. */
class SemanticsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final EntityId LEFT = new EntityId("account", "left");
    private static final EntityId RIGHT = new EntityId("account", "right");

    @TempDir
    Path folder;

    /** Fails while set. */
    private static final AtomicBoolean CLOSED_FOR_NOW = new AtomicBoolean();

    static final class Square implements Orchestrator<Integer, Integer> {
        @Override
        public Integer run(OrchestrationContext ctx, Integer n) {
            return n * n;
        }
    }

    static final class SumOfSquares implements Orchestrator<Integer, Integer> {
        @Override
        public Integer run(OrchestrationContext ctx, Integer n) {
            List<Integer> numbers = IntStream.rangeClosed(1, n).boxed().toList();
            return ctx.all(numbers, i -> ctx.call(Square.class, i)).stream()
                    .mapToInt(i -> i)
                    .sum();
        }
    }

    static final class Flaky implements Orchestrator<String, String> {
        static final AtomicInteger TRIES = new AtomicInteger();

        @Override
        public String run(OrchestrationContext ctx, String in) {
            if (TRIES.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return ctx.instanceId() + " for " + ctx.parentInstanceId().orElse("nobody");
        }
    }

    static final class Patient implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String in) {
            SubOrchestrationOptions options = SubOrchestrationOptions.defaults()
                    .instanceId("the-child")
                    .retry(RetryPolicy.retrying(3, Duration.ofMillis(10)));
            return ctx.call(Flaky.class, in, options).await();
        }
    }

    static final class Sums implements Orchestrator<Integer, Integer> {
        @Override
        public Integer run(OrchestrationContext ctx, Integer sum) {
            int next = ctx.waitForEvent("number", Integer.class).await();
            return next == 0 ? sum : ctx.<Integer>continueAsNew(sum + next);
        }
    }

    record Balance(int amount) {}

    static final class Account extends Entity<Balance> {
        @Override
        protected Balance initialState() {
            return new Balance(100);
        }

        public int get() {
            return state().amount();
        }

        public int add(int amount) {
            setState(new Balance(state().amount() + amount));
            return state().amount();
        }

        public void addTo(String key, int amount) {
            context().signalEntity(new EntityId("account", key), "add", amount);
        }

        public void square(int n, String id) {
            context().startOrchestration("Square", n, id);
        }
    }

    record Transfer(boolean leftToRight, int amount) {}

    static final class Bank implements Orchestrator<Transfer, Boolean> {
        @Override
        public Boolean run(OrchestrationContext ctx, Transfer order) {
            EntityId from = order.leftToRight() ? LEFT : RIGHT;
            EntityId to = order.leftToRight() ? RIGHT : LEFT;
            try (CriticalSection both = ctx.lockEntities(from, to)) {
                int balance = ctx.callEntity(from, "get", null, Integer.class).await();
                if (balance < order.amount()) {
                    return both.entities().isEmpty();
                }
                Task<Integer> taken = ctx.callEntity(from, "add", -order.amount(), Integer.class);
                Task<Integer> given = ctx.callEntity(to, "add", order.amount(), Integer.class);
                ctx.awaitAll(List.of(taken, given));
                return taken.await() == balance - order.amount();
            }
        }
    }

    static final class Caller implements Orchestrator<Integer, String> {
        @Override
        public String run(OrchestrationContext ctx, Integer amount) {
            int before = ctx.callEntity(LEFT, "get", null, Integer.class).await();
            ctx.signalEntity(LEFT, "addTo", List.of("right", amount));
            ctx.signalEntity(LEFT, "add", 1, ctx.currentInstant().plusMillis(200));
            try {
                return before + " "
                        + ctx.callEntity(LEFT, "add", amount, Integer.class).await();
            } catch (TaskFailedException e) {
                throw new IllegalStateException(e.failure().message(), e);
            }
        }
    }

    static final class Auditor implements Orchestrator<Integer, Integer> {
        @Override
        public Integer run(OrchestrationContext ctx, Integer amount) {
            ctx.callEntity(RIGHT, "add", amount, Integer.class).await();
            ctx.lockEntities(LEFT).close();
            int got = ctx.callEntity(RIGHT, "get", null, Integer.class).await();
            try {
                ctx.callActivity("audit", amount, Void.class).await();
            } catch (TaskFailedException e) {
                throw new IllegalStateException(e.failure().message(), e);
            }
            ctx.callEntity(LEFT, "add", amount, Integer.class).await();
            return got;
        }
    }

    @Test
    void runsSubOrchestrationsInParallel() {
        try (TaskHub hub = open()) {
            assertThat(hub.client().start(SumOfSquares.class, 20).join(LONG)).isEqualTo(2870);
        }
    }

    @Test
    void retriesASubOrchestrationUnderTheIdItWasGiven() {
        Flaky.TRIES.set(0);
        try (TaskHub hub = open()) {
            hub.client().start(Patient.class, "x", StartOptions.defaults().instanceId("parent"));

            assertThat(hub.client().instance("parent", String.class).join(LONG)).isEqualTo("the-child for parent");
        }
        assertThat(Flaky.TRIES).hasValue(3);
    }

    @Test
    void losesNoEventOverManyExecutions() {
        try (TaskHub hub = open()) {
            DurableClient client = hub.client();
            client.start(Sums.class, 0, StartOptions.defaults().instanceId("s"));
            for (int i = 1; i <= 200; i++) {
                client.raiseEvent("s", "number", i);
            }
            client.raiseEvent("s", "number", 0);

            assertThat(client.instance("s", Integer.class).join(LONG)).isEqualTo(20_100);
        }
    }

    @Test
    void movesMoneyBetweenLockedEntitiesFromBothSidesAtOnce() {
        try (TaskHub hub = open()) {
            move(hub.client());

            assertThat(balance(hub.client(), LEFT)).isEqualTo(100 - 20 + 10);
            assertThat(balance(hub.client(), RIGHT)).isEqualTo(100 + 20 - 10);
        }
        try (TaskHub hub = open()) {
            assertThat(balance(hub.client(), LEFT)).as("after a restart").isEqualTo(90);
        }
    }

    @Test
    void entitiesSignalEntitiesAndStartOrchestrations() {
        try (TaskHub hub = open()) {
            assertThat(hub.client().start(Caller.class, 7).join(LONG)).isEqualTo("100 107");
            hub.client().entities().signal(clients(LEFT), "square", List.of(12, "squared"));
            while (hub.client().status("squared").isEmpty()) {
                Thread.onSpinWait();
            }

            assertThat(hub.client().instance("squared", Integer.class).join(LONG))
                    .isEqualTo(144);
            while (balance(hub.client(), LEFT) != 108 || balance(hub.client(), RIGHT) != 107) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void anInstanceThatHasSpokenToEntitiesCanBeRewound() {
        CLOSED_FOR_NOW.set(true);
        try (TaskHub hub = open()) {
            OrchestrationInstance<Integer> instance =
                    hub.client().start(Auditor.class, 5, StartOptions.defaults().instanceId("r"));
            InstanceStatus failed = hub.client().waitForCompletion("r", LONG);
            assertThat(failed.runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
            assertThat(failed.failureDetails().orElseThrow().message()).isEqualTo("closed for now");

            CLOSED_FOR_NOW.set(false);
            hub.client().rewind("r", "open again");

            assertThat(instance.join(LONG)).isEqualTo(105);
            assertThat(balance(hub.client(), RIGHT)).as("asked once").isEqualTo(105);
            assertThat(balance(hub.client(), LEFT)).isEqualTo(105);
        } finally {
            CLOSED_FOR_NOW.set(false);
        }
    }

    @Test
    void doesTheSameOverTheWire() {
        HostSettings settings = HostSettings.of(
                Map.of(Setting.DATA, folder.toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0"));
        try (Host host = Host.start(settings);
                GrpcWorkHost grpc = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
                Worker worker = Worker.builder()
                        .orchestrator(Bank.class)
                        .orchestrator(Sums.class)
                        .orchestrator(Square.class)
                        .orchestrator(SumOfSquares.class)
                        .entity("account", Account::new)
                        .connectTo(grpc)
                        .start();
                DurableClient client = DurableClient.connect(URI.create("http://127.0.0.1:" + host.httpPort()))) {
            assertThat(worker.isConnected()).isTrue();
            move(client);
            assertThat(balance(client, LEFT)).isEqualTo(90);
            assertThat(client.start(SumOfSquares.class, 5).join(LONG)).isEqualTo(55);
            client.start(Sums.class, 0, StartOptions.defaults().instanceId("s"));
            for (int number : List.of(3, 4, 0)) {
                client.raiseEvent("s", "number", number);
            }
            assertThat(client.instance("s", Integer.class).join(LONG)).isEqualTo(7);
        }
    }

    /** Twenty to the right and ten to the left, all at once. */
    private static void move(DurableClient client) {
        List<OrchestrationInstance<Boolean>> transfers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            transfers.add(client.start(Bank.class, new Transfer(i % 3 != 0, 1)));
        }
        transfers.forEach(t -> assertThat(t.join(LONG)).isTrue());
    }

    private static int balance(DurableClient client, EntityId entity) {
        return client.entities()
                .readState(clients(entity))
                .flatMap(state -> state.as(Balance.class))
                .map(Balance::amount)
                .orElse(-1);
    }

    /** The client has a type of its own for ids of entities. */
    private static dev.perdure.core.EntityId clients(EntityId entity) {
        return new dev.perdure.core.EntityId(entity.name(), entity.key());
    }

    private TaskHub open() {
        return TaskHub.open(folder)
                .orchestrator(Square.class)
                .orchestrator(SumOfSquares.class)
                .orchestrator(Flaky.class)
                .orchestrator(Patient.class)
                .orchestrator(Sums.class)
                .orchestrator(Bank.class)
                .orchestrator(Caller.class)
                .orchestrator(Auditor.class)
                .activity("audit", Integer.class, (ctx, amount) -> {
                    if (CLOSED_FOR_NOW.get()) {
                        throw new IllegalStateException("closed for now");
                    }
                    return null;
                })
                .entity("account", Account::new)
                .start();
    }
}
