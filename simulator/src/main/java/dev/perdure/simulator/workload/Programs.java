package dev.perdure.simulator.workload;

import static dev.perdure.sdk.RetryPolicy.retrying;

import dev.perdure.core.EntityId;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EventTask;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.entity.EntityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.worker.Registry;
import dev.perdure.simulator.check.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user code of the simulation: small orchestrators that check for themselves what they are given, and throw if it is
 * not what it must be. Inputs are {@code nonce|version|size}, continued ones {@code nonce|version|size|rest}.
 *
 * <p>Thread-safe: stateless.
 */
public final class Programs {

    /** The event that collectors wait for. */
    public static final String EVENT = "e";

    /** The name of the entities. */
    public static final String JOURNAL = "journal";

    /** How many entities there are, and how many ids of instances. */
    public static final int ENTITIES = 4;

    public static final int IDS = 14;

    /** How user code and the simulation talk past the host. */
    public interface Outside {
        /** An activity is run. */
        void ran(String activity, String instanceId, String executionId, int taskId, int delivery);

        /** Whether the activity with this argument fails this time. */
        boolean fails(String argument);

        /** An orchestrator is about to send this event or operation. */
        void sending(String eventId);
    }

    private Programs() {}

    /**
     * The code of one version.
     *
     * @param version instances of a later version than the code knows do not come to it; from 2 on a sequence has one
     *     activity more
     */
    public static Registry registry(int version, Outside outside) {
        Map<String, OrchestratorDefinition> orchestrators = new HashMap<>();
        put(orchestrators, Program.SEQUENCE, Programs::sequence);
        put(orchestrators, Program.FAN_OUT, Programs::fanOut);
        put(orchestrators, Program.RETRY, Programs::retry);
        put(orchestrators, Program.BROKEN, Programs::broken);
        put(orchestrators, Program.TIMER, Programs::timer);
        put(orchestrators, Program.RACE, Programs::race);
        put(orchestrators, Program.COLLECT, Programs::collect);
        put(orchestrators, Program.SEND, (ctx, input) -> send(ctx, input, outside));
        put(orchestrators, Program.CONTINUE, Programs::continued);
        put(orchestrators, Program.PARENT, Programs::parent);
        put(orchestrators, Program.CALL, (ctx, input) -> call(ctx, input, outside));
        put(orchestrators, Program.SECTION, (ctx, input) -> section(ctx, input, outside));
        Map<String, ActivityDefinition> activities = new HashMap<>();
        activities.put("echo", ActivityDefinition.of("echo", String.class, (ctx, argument) -> {
            outside.ran("echo", ctx.instanceId(), ctx.executionId(), ctx.taskId(), ctx.deliveryNumber());
            return argument;
        }));
        activities.put("flaky", ActivityDefinition.of("flaky", String.class, (ctx, argument) -> {
            outside.ran("flaky", ctx.instanceId(), ctx.executionId(), ctx.taskId(), ctx.deliveryNumber());
            if (outside.fails(String.valueOf(argument))) {
                throw new IllegalStateException("flaky");
            }
            return argument;
        }));
        return new Registry(orchestrators, activities, Map.of(JOURNAL, EntityDefinition.of(JOURNAL, Journal::new)));
    }

    private static void put(
            Map<String, OrchestratorDefinition> all, Program program, Orchestrator<String, String> code) {
        all.put(program.name(), OrchestratorDefinition.of(program.name(), String.class, code));
    }

    static String nonce(String input) {
        return input.split("\\|", -1)[0];
    }

    static int size(String input) {
        return Integer.parseInt(input.split("\\|", -1)[2]);
    }

    static int version(String input) {
        return Integer.parseInt(input.split("\\|", -1)[1]);
    }

    private static String echo(OrchestrationContext ctx, String argument) {
        String result = ctx.callActivity("echo", argument, String.class).await();
        require(argument.equals(result), "echo of " + argument + " was " + result);
        return result;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(Failures.GIVEN_WRONG + ": " + otherwise);
        }
    }

    private static String sequence(OrchestrationContext ctx, String input) {
        int steps = size(input) + (version(input) >= 2 ? 1 : 0);
        for (int i = 0; i < steps; i++) {
            echo(ctx, nonce(input) + "/" + i);
            ctx.setCustomStatus("step " + i);
        }
        return nonce(input);
    }

    private static String fanOut(OrchestrationContext ctx, String input) {
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < size(input) + 2; i++) {
            tasks.add(ctx.callActivity("echo", nonce(input) + "/" + i, String.class));
        }
        List<String> results = ctx.allOf(tasks);
        for (int i = 0; i < results.size(); i++) {
            require((nonce(input) + "/" + i).equals(results.get(i)), "result " + i + " was " + results.get(i));
        }
        return nonce(input);
    }

    private static @Nullable String retry(OrchestrationContext ctx, String input) {
        return ctx.callActivity("flaky", nonce(input), String.class, retrying(6, Duration.ofSeconds(2)))
                .await();
    }

    /** Fails now and then, for good until it is rewound. */
    private static String broken(OrchestrationContext ctx, String input) {
        echo(ctx, nonce(input) + "/before");
        ctx.callActivity("flaky", nonce(input), String.class).await();
        return echo(ctx, nonce(input) + "/after");
    }

    private static String timer(OrchestrationContext ctx, String input) {
        for (int i = 0; i < 2; i++) {
            java.time.Instant due = ctx.currentInstant().plusSeconds(1L + 7L * size(input));
            ctx.createTimer(due).await();
            require(!ctx.currentInstant().isBefore(due), "the timer of " + due + " fired at " + ctx.currentInstant());
            echo(ctx, nonce(input) + "/" + i);
        }
        return nonce(input);
    }

    private static String race(OrchestrationContext ctx, String input) {
        Task<String> event = ctx.waitForEvent(EVENT, String.class);
        Task<?> timeout = ctx.createTimer(Duration.ofSeconds(20L * (1 + size(input))));
        Task<?> first = ctx.anyOf(List.of(event, timeout));
        return first instanceof EventTask ? "event" : "timeout";
    }

    private static String collect(OrchestrationContext ctx, String input) {
        List<String> got = new ArrayList<>();
        for (int i = 0; i < size(input) + 1; i++) {
            got.add(ctx.waitForEvent(EVENT, String.class).await());
        }
        return String.join(",", got);
    }

    private static String send(OrchestrationContext ctx, String input, Outside outside) {
        String target = "a" + size(input);
        for (int i = 0; i < 3; i++) {
            String event = "o" + ctx.executionId() + ":" + i;
            outside.sending(event);
            ctx.sendEvent(target, EVENT, event);
            if (i == 1) {
                echo(ctx, nonce(input));
            }
        }
        return nonce(input);
    }

    /** Two events in each execution; at the end all of them are the output. */
    private static String continued(OrchestrationContext ctx, String input) {
        String[] parts = input.split("\\|", -1);
        List<String> got = new ArrayList<>(parts.length > 3 ? List.of(parts[3].split(",")) : List.of());
        got.add(ctx.waitForEvent(EVENT, String.class).await());
        if (got.size() % 2 == 1) {
            got.add(ctx.waitForEvent(EVENT, String.class).await());
        }
        if (got.size() >= 2 * (size(input) + 1)) {
            return String.join(",", got);
        }
        return ctx.continueAsNew(parts[0] + "|" + parts[1] + "|" + parts[2] + "|" + String.join(",", got));
    }

    private static String parent(OrchestrationContext ctx, String input) {
        String nonce = nonce(input);
        String rest = "|" + version(input) + "|" + size(input);
        Task<String> first = ctx.callSubOrchestrator(Program.SEQUENCE.name(), nonce + "x" + rest, String.class);
        Task<String> second = ctx.callSubOrchestrator(
                Program.BROKEN.name(),
                nonce + "y" + rest,
                String.class,
                SubOrchestrationOptions.defaults().instanceId("c" + nonce).retry(retrying(3, Duration.ofSeconds(3))));
        String result = first.await();
        require((nonce + "x").equals(result), "the first child's result was " + result);
        try {
            result = second.await();
            require((nonce + "y/after").equals(result), "the second child's result was " + result);
        } catch (TaskFailedException e) {
            return nonce;
        }
        return nonce;
    }

    private static String operation(OrchestrationContext ctx, int number, Outside outside) {
        String operation = "o" + ctx.executionId() + ":" + number;
        outside.sending(operation);
        return operation;
    }

    private static String call(OrchestrationContext ctx, String input, Outside outside) {
        EntityId entity = new EntityId(JOURNAL, String.valueOf(size(input)));
        for (int i = 0; i < 2; i++) {
            ctx.signalEntity(entity, "append", operation(ctx, 2 * i, outside));
            String operation = operation(ctx, 2 * i + 1, outside);
            String result =
                    ctx.callEntity(entity, "append", operation, String.class).await();
            require(operation.equals(result), "the entity answered " + result + " to " + operation);
        }
        return nonce(input);
    }

    /** Alone with two entities, however long that takes. */
    private static String section(OrchestrationContext ctx, String input, Outside outside) {
        EntityId one = new EntityId(JOURNAL, String.valueOf(size(input)));
        EntityId other = new EntityId(JOURNAL, String.valueOf((size(input) + 1) % ENTITIES));
        int number = 0;
        try (CriticalSection section = ctx.lockEntities(other, one)) {
            require(section.entities().size() == 2, "two entities are locked");
            for (EntityId entity : List.of(one, other, one)) {
                String operation = operation(ctx, number++, outside);
                String result = ctx.callEntity(entity, "append", operation, String.class)
                        .await();
                require(operation.equals(result), "the entity answered " + result + " to " + operation);
            }
            echo(ctx, nonce(input));
        }
        return nonce(input);
    }

    /** An entity that remembers all its operations, in order. */
    static final class Journal extends Entity<String> {

        @Override
        protected String initialState() {
            return "";
        }

        /** Adds the operation, and answers it. */
        public String append(String operation) {
            setState(state().isEmpty() ? operation : state() + "," + operation);
            return operation;
        }
    }
}
