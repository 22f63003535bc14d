package dev.perdure.sdk.internal.executor;

import dev.perdure.core.data.TypeRef;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.sdk.ContinueAsNewOptions;
import dev.perdure.sdk.EventStream;
import dev.perdure.sdk.EventTask;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of one run of an orchestrator. Confined to its thread. */
final class DurableContext extends CallingPart implements OrchestrationContext {

    private final OrchestratorRun run;
    private final ExecutionStartedEvent start;
    private final String instanceId;
    private final String executionId;
    private final Patches patches;
    private @Nullable DurableRandom random;
    private long uuids;

    DurableContext(OrchestratorRun run, ExecutionStartedEvent start, String instanceId, String executionId) {
        super(run, instanceId, executionId);
        this.run = run;
        this.start = start;
        this.instanceId = instanceId;
        this.executionId = executionId;
        this.patches = new Patches(run);
    }

    @Override
    public String instanceId() {
        enter();
        return instanceId;
    }

    @Override
    public String executionId() {
        enter();
        return executionId;
    }

    @Override
    public String name() {
        enter();
        return start.getName();
    }

    @Override
    public Optional<String> version() {
        enter();
        return start.hasVersion() ? Optional.of(start.getVersion().getValue()) : Optional.empty();
    }

    @Override
    public Map<String, String> tags() {
        enter();
        return Collections.unmodifiableMap(new TreeMap<>(start.getTagsMap()));
    }

    @Override
    public Optional<String> parentInstanceId() {
        enter();
        return start.hasParentInstance()
                ? Optional.of(
                        start.getParentInstance().getOrchestrationInstance().getInstanceId())
                : Optional.empty();
    }

    @Override
    public Instant currentInstant() {
        enter();
        return run.currentInstant();
    }

    @Override
    public boolean isReplaying() {
        enter();
        return run.isReplaying();
    }

    @Override
    public UUID newUuid() {
        enter();
        return DeterministicUuid.of(instanceId, run.currentInstant(), uuids++);
    }

    @Override
    public RandomGenerator random() {
        enter();
        DurableRandom generator = random;
        if (generator == null) {
            generator = new DurableRandom(run);
            random = generator;
        }
        return generator;
    }

    @Override
    public Logger logger() {
        enter();
        return replaySafe(LoggerFactory.getLogger("orchestrator." + start.getName()));
    }

    @Override
    public Logger logger(Class<?> type) {
        enter();
        return replaySafe(LoggerFactory.getLogger(type));
    }

    private Logger replaySafe(Logger logger) {
        return new ReplaySafeLogger(run, logger, instanceId, executionId, start.getName());
    }

    @Override
    public boolean patched(String patchId) {
        enter();
        return patches.patched(patchId);
    }

    @Override
    public void deprecatePatch(String patchId) {
        enter();
        patches.deprecated(patchId);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface says
    public <T> T continueAsNew(@Nullable Object input, ContinueAsNewOptions options) {
        enter();
        throw run.continueAsNew(input, Objects.requireNonNull(options, "options"));
    }

    @Override
    public void awaitAll(Collection<? extends Task<?>> tasks) {
        enter();
        for (Task<?> task : tasks) {
            DurableTask<?> own = own(task);
            own.beforeAwait();
            run.pullUntilDone(own);
        }
        var unused = outcomes(tasks);
    }

    /** What the tasks, all done, have led to; of several failures the first, the others suppressed in it. */
    private List<@Nullable Object> outcomes(Collection<? extends Task<?>> tasks) {
        List<@Nullable Object> results = new ArrayList<>(tasks.size());
        TaskFailedException failure = null;
        for (Task<?> task : tasks) {
            try {
                results.add(own(task).outcome());
            } catch (TaskFailedException e) {
                if (failure == null) {
                    failure = e;
                } else if (!e.equals(failure)) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    @Override
    public <E, R> List<R> all(Collection<E> items, Function<? super E, ? extends Task<R>> each) {
        enter();
        List<Task<R>> tasks = new ArrayList<>(items.size());
        for (E item : items) {
            tasks.add(each.apply(item));
        }
        return allOf(tasks);
    }

    @Override
    @SuppressWarnings("unchecked") // the outcome of a Task<R> is an R
    public <R> List<R> allOf(List<? extends Task<R>> tasks) {
        enter();
        for (Task<R> task : tasks) {
            DurableTask<R> own = own(task);
            own.beforeAwait();
            run.pullUntilDone(own);
        }
        return (List<R>) Collections.unmodifiableList(outcomes(tasks));
    }

    @Override
    public Task<?> anyOf(List<? extends Task<?>> tasks) {
        enter();
        return first("anyOf", tasks);
    }

    @Override
    public <R> Task<R> any(List<? extends Task<R>> tasks) {
        enter();
        return first("any", tasks);
    }

    private <K extends Task<?>> K first(String verb, List<K> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException(verb + " needs at least one task to wait for.");
        }
        for (K task : tasks) {
            own((Task<?>) task).beforeAwait();
        }
        while (true) {
            for (K task : tasks) {
                if (own((Task<?>) task).done()) {
                    return task;
                }
            }
            long before = run.tasks().changes();
            while (run.tasks().changes() == before) {
                run.pull();
            }
        }
    }

    @Override
    public <R> R firstSuccess(List<? extends Task<R>> tasks) {
        enter();
        List<Task<R>> left = new ArrayList<>(tasks);
        while (true) {
            Task<R> done = first("firstSuccess", left);
            try {
                return own(done).outcome();
            } catch (TaskFailedException e) {
                if (left.size() == 1) {
                    return own((Task<R>) tasks.get(0)).outcome();
                }
                left.remove(done);
            }
        }
    }

    @Override
    public <R> Optional<R> race(Task<R> task, Duration limit) {
        enter();
        DurableTask<R> own = own(task);
        return own.doneWithin(limit) ? Optional.ofNullable(own.outcome()) : Optional.empty();
    }

    @Override
    public <T> EventTask<T> waitForEvent(String eventName, TypeRef<T> type) {
        enter();
        return new EventWait<>(run, eventName, type.type());
    }

    @Override
    public <T> EventStream<T> events(String eventName, TypeRef<T> type) {
        enter();
        return new EventSequence<>(run, Objects.requireNonNull(eventName, "eventName"), type.type());
    }

    @Override
    public Task<@Nullable Void> createTimer(Duration delay) {
        enter();
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A timer cannot have a negative delay: " + delay + ".");
        }
        return new TimerTask(run, run.currentInstant().plus(delay));
    }

    @Override
    public Task<@Nullable Void> createTimer(Instant fireAt) {
        enter();
        return new TimerTask(run, fireAt);
    }

    @Override
    public void setCustomStatus(@Nullable Object status) {
        enter();
        run.customStatus(status);
    }

    private <R extends @Nullable Object> DurableTask<R> own(Task<R> task) {
        if (task instanceof DurableTask<R> own && own.run() == run) {
            return own;
        }
        throw new IllegalArgumentException("This task was not made by the context of orchestration '" + instanceId
                + "', so it cannot be waited for here: " + task);
    }
}
