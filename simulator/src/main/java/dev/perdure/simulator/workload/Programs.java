package dev.perdure.simulator.workload;

import static dev.perdure.sdk.RetryPolicy.retrying;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.worker.Registry;
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

    /** What a program throws when it was given something that cannot be. */
    public static final String MARK = "GIVEN-WRONG";

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
        return new Registry(orchestrators, activities);
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
            throw new IllegalStateException(MARK + ": " + otherwise);
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
        return ctx.callActivity(
                        "flaky", nonce(input), String.class, retrying(6, Duration.ofSeconds(2)))
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
        return first == event ? "event" : "timeout";
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
}
