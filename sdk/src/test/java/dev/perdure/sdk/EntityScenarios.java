package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.EntityId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Entities: called, signalled, locked. */
final class EntityScenarios {

    private static final EntityId A = new EntityId("account", "a");
    private static final EntityId B = new EntityId("account", "b");

    private EntityScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                callsAndSignals(),
                stub(),
                stubOfSignals(),
                function(),
                failures(),
                parallelCalls(),
                transfers(),
                locksEndWithTheOrchestration(),
                rules());
    }

    /** What an account can do. */
    interface AccountOperations {
        int add(int amount);

        int get();

        void move(String to, int amount);
    }

    record Balance(int amount) {}

    static final class Account extends Entity<Balance> implements AccountOperations {
        @Override
        protected Balance initialState() {
            return new Balance(0);
        }

        @Override
        public int add(int amount) {
            setState(new Balance(state().amount() + amount));
            if (state().amount() < 0) {
                throw new IllegalStateException("overdrawn: " + state().amount());
            }
            return state().amount();
        }

        @Override
        public int get() {
            return state().amount();
        }

        @Override
        public void move(String to, int amount) {
            context().signalEntity(new EntityId("account", to), "add", amount);
            add(-amount);
        }
    }

    private static Scenario scenario(String name, Orchestrator<Integer, String> code, DriveHost drive) {
        return new Scenario(
                name, b -> b.orchestrator("O", Integer.class, code).entity("Account", Account::new), drive::drive);
    }

    private interface DriveHost {
        void drive(FakeHost host);
    }

    private static Scenario callsAndSignals() {
        return scenario(
                "calls and signals",
                (ctx, in) -> {
                    ctx.signalEntity(A, "add", 5);
                    ctx.signalEntity(A, "ADD", 6);
                    int sum = ctx.callEntity(A, "Add", 7, Integer.class).await();
                    ctx.signalEntity(A, "move", List.of("b", 8));
                    return sum + " "
                            + ctx.callEntity(A, "get", null, Integer.class).await() + " "
                            + ctx.newUuid().version();
                },
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"18 10 5\"");
                    assertThat(host.entities().state(B.toString())).isEqualTo("{\"amount\":8}");
                });
    }

    private static Scenario stubOfSignals() {
        return scenario(
                "a stub whose methods signal",
                (ctx, in) -> {
                    AccountOperations account = ctx.entitySignals(AccountOperations.class, A);
                    int nothing = account.add(5);
                    account.move("b", 2);
                    return nothing + " "
                            + ctx.callEntity(A, "get", null, Integer.class).await();
                },
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"0 3\"");
                    assertThat(host.entities().state(B.toString())).isEqualTo("{\"amount\":2}");
                });
    }

    /** One function for all operations. */
    private static Scenario function() {
        EntityId tally = new EntityId("tally", "t");
        return scenario(
                        "an entity that is a function",
                        (ctx, in) -> {
                            ctx.signalEntity(tally, "add", 4);
                            int sum = ctx.callEntity(tally, "add", 5, Integer.class)
                                    .await();
                            String refused = "";
                            try {
                                ctx.callEntity(tally, "halve", null, Integer.class)
                                        .await();
                            } catch (TaskFailedException e) {
                                refused += e.failure().message();
                            }
                            ctx.signalEntity(tally, "tell", null);
                            return sum + " " + refused;
                        },
                        host -> {
                            host.start("a", "O", null);
                            host.settle();
                            assertThat(host.output("a")).isEqualTo("\"9 cannot halve 109\"");
                            assertThat(host.entities().state(tally.toString())).isEqualTo("9");
                            assertThat(host.entities().state(A.toString())).isEqualTo("{\"amount\":9}");
                        })
                .with(b -> b.entity("tally", Integer.class, 0, entity -> switch (entity.operation()) {
                    case "add" -> {
                        entity.setState(entity.state() + java.util.Objects.requireNonNull(entity.input(Integer.class)));
                        yield entity.state();
                    }
                    case "tell" -> {
                        entity.signalEntity(A, "add", entity.state());
                        yield null;
                    }
                    default -> {
                        entity.setState(entity.state() + 100);
                        throw new IllegalArgumentException("cannot " + entity.operation() + " " + entity.state());
                    }
                }));
    }

    private static Scenario stub() {
        return scenario(
                "a stub of an entity",
                (ctx, in) -> {
                    AccountOperations account = ctx.entity(AccountOperations.class, A);
                    Task<Integer> later = ctx.call(account::add, 3);
                    account.move("b", 1);
                    return later.await() + " " + account.get();
                },
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"3 2\"");
                });
    }

    private static Scenario failures() {
        return scenario(
                "a failed operation leaves no trace",
                (ctx, in) -> {
                    List<String> messages = new ArrayList<>();
                    for (String operation : List.of("add", "fly", "add")) {
                        try {
                            messages.add(ctx.callEntity(A, operation, -1, Integer.class)
                                    .await()
                                    .toString());
                        } catch (TaskFailedException e) {
                            messages.add(e.getMessage());
                        }
                    }
                    ctx.signalEntity(A, "move", List.of("b", 8));
                    ctx.callEntity(A, "get", null, Integer.class).await();
                    return messages.toString();
                },
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a"))
                            .contains("The operation 'add' of entity '@account@a' (task 0) failed:")
                            .contains("overdrawn: -1")
                            .contains("has no operation 'fly'; it has: [add, get, move]");
                    assertThat(host.entities().state(A.toString())).isNull();
                    assertThat(host.entities().state(B.toString())).isNull();
                });
    }

    private static Scenario parallelCalls() {
        return scenario(
                "calls in parallel",
                (ctx, in) -> ctx.all(
                                IntStream.range(0, 20).boxed().toList(),
                                i -> ctx.callEntity(i % 3 == 0 ? A : B, "add", i, Integer.class))
                        .toString(),
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a")).contains("[0, 1, 3, 3, 7,");
                    assertThat(host.entities().state(A.toString())).isEqualTo("{\"amount\":63}");
                });
    }

    /** Many at once, each in both directions: whoever got between reading and writing would be seen. */
    private static Scenario transfers() {
        return scenario(
                "transfers between locked entities",
                (ctx, n) -> {
                    EntityId from = n % 2 == 0 ? A : B;
                    EntityId to = n % 2 == 0 ? B : A;
                    try (CriticalSection section = ctx.lockEntities(from, to, from)) {
                        int before =
                                ctx.callEntity(from, "get", null, Integer.class).await();
                        ctx.activities(Shop.class).greet("slow");
                        int after =
                                ctx.callEntity(from, "add", 1, Integer.class).await();
                        ctx.callEntity(to, "add", 10, Integer.class).await();
                        return section.entities() + " " + (after - before);
                    }
                },
                host -> {
                    for (int i = 0; i < 6; i++) {
                        host.start("i" + i, "O", Integer.toString(i));
                    }
                    host.settle();
                    for (int i = 0; i < 6; i++) {
                        assertThat(host.output("i" + i)).isEqualTo("\"[@account@a, @account@b] 1\"");
                    }
                    assertThat(host.entities().state(A.toString())).isEqualTo("{\"amount\":33}");
                    assertThat(host.entities().account()).contains("@account@a {\"amount\":33} null");
                });
    }

    private static Scenario locksEndWithTheOrchestration() {
        return scenario(
                "locks end with their orchestration",
                (ctx, n) -> {
                    var section = ctx.lockEntities(A);
                    int got = ctx.callEntity(A, "add", 1, Integer.class).await();
                    if (n > 0) {
                        return ctx.continueAsNew(n - 1);
                    }
                    if (got < 3) {
                        throw new IllegalStateException("with " + section.entities());
                    }
                    return "last " + got;
                },
                host -> {
                    host.start("fails", "O", "0");
                    host.settle();
                    host.start("goes-on", "O", "2");
                    host.settle();
                    assertThat(host.instance("fails").failure().message()).isEqualTo("with [@account@a]");
                    assertThat(host.output("goes-on")).isEqualTo("\"last 4\"");
                });
    }

    @SuppressWarnings("try") // closed early, and again
    private static Scenario rules() {
        return scenario(
                "what a critical section forbids",
                (ctx, in) -> {
                    List<String> refused = new ArrayList<>();
                    try (CriticalSection section = ctx.lockEntities(A)) {
                        List<Runnable> forbidden = List.of(
                                () -> ctx.callEntity(B, "get", null, Integer.class),
                                () -> ctx.signalEntity(A, "add", 1),
                                () -> ctx.lockEntities(B),
                                () -> ctx.callSubOrchestrator("O", 1, String.class));
                        for (Runnable use : forbidden) {
                            try {
                                use.run();
                                refused.add("allowed");
                            } catch (IllegalStateException e) {
                                refused.add("refused");
                            }
                        }
                        ctx.signalEntity(B, "add", 1);
                        section.close();
                        ctx.signalEntity(A, "add", 1);
                    }
                    return refused + " "
                            + ctx.callEntity(A, "get", null, Integer.class).await();
                },
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"[refused, refused, refused, refused] 1\"");
                });
    }
}
