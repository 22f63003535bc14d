package dev.perdure.testing.internal;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.NotRegisteredException;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.worker.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All calls of activities in a test, and what is done instead of some of them. Confined to one thread, but activities
 * themselves may use others.
 */
public final class ActivityBook {

    /** What is done instead of an activity. */
    @FunctionalInterface
    public interface Answer {
        /**
         * The result.
         *
         * @param index which call of this activity it is, from 0; the same for each delivery of one task
         * @param real the activity itself
         */
        @Nullable
        Object answer(Call call, int index, Real real) throws Exception;
    }

    /** The activity that would have been called. */
    @FunctionalInterface
    public interface Real {
        /** Calls it. */
        @Nullable
        Object run() throws Exception;
    }

    /**
     * One task that was carried out, once or more often. Not thread-safe.
     *
     * @param converter reads the payload
     */
    public record Call(
            String name,
            String instanceId,
            String executionId,
            int taskId,
            @Nullable String payload,
            DataConverter converter) {}

    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Integer> runs = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();

    /** Sets what is done instead of the activity. */
    public synchronized void answer(String activity, Answer answer) {
        answers.put(activity, answer);
    }

    /** Calls of an activity, one for each task, in the order in which they were first made. */
    public synchronized List<Call> calls(String activity) {
        return calls.values().stream()
                .filter(call -> call.name().equals(activity))
                .toList();
    }

    /** All calls, one for each task, in the order in which they were first made. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls.values());
    }

    /** How often an activity was carried out, redeliveries of one task included. */
    public synchronized int runs(String activity) {
        return runs.getOrDefault(activity, 0);
    }

    /** The same registry, with every activity noted here. */
    Registry noting(Registry registry) {
        Map<String, ActivityDefinition> noted = new HashMap<>();
        registry.activities().forEach((name, real) -> noted.put(name, noting(name, real)));
        List<String> added;
        synchronized (this) {
            added = new ArrayList<>(answers.keySet());
        }
        for (String name : added) {
            noted.computeIfAbsent(name, n -> noting(n, null));
        }
        return new Registry(registry.orchestrators(), noted, registry.entities());
    }

    private ActivityDefinition noting(String name, @Nullable ActivityDefinition real) {
        return new ActivityDefinition(name, (ctx, payload, converter) -> {
            Call call = new Call(name, ctx.instanceId(), ctx.executionId(), ctx.taskId(), payload, converter);
            Answer answer;
            int number;
            synchronized (this) {
                number = note(call, ctx);
                answer = answers.get(name);
            }
            Real run = () -> {
                if (real == null) {
                    throw new NotRegisteredException("The worker of the test has no activity '" + name
                            + "' of its own, so the stub cannot call it.");
                }
                return real.code().run(ctx, payload, converter);
            };
            return answer == null ? run.run() : answer.answer(call, number, run);
        });
    }

    private int note(Call call, ActivityContext ctx) {
        runs.merge(call.name(), 1, Integer::sum);
        String key = ctx.instanceId() + "/" + ctx.executionId() + "/" + ctx.taskId();
        calls.putIfAbsent(key, call);
        return index.computeIfAbsent(key, k -> counts.merge(call.name(), 1, Integer::sum) - 1);
    }
}
