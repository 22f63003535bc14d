package dev.perdure.testing;

import dev.perdure.client.InstanceStatus;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.testing.HistoryStep.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on an instance and the history of its present execution, as they are now: none of them lets the hub work.
 * A failure shows the history. Confined to the test's thread.
 *
 * @param <O> the output of the instance
 */
public final class InstanceAssert<O> extends AbstractAssert<InstanceAssert<O>, TestInstance<O>> {

    InstanceAssert(TestInstance<O> instance) {
        super(instance, InstanceAssert.class);
    }

    /** It has this status. */
    public InstanceAssert<O> hasStatus(RuntimeStatus expected) {
        RuntimeStatus status = status().runtimeStatus();
        if (status != expected) {
            throw wrong("to be " + expected.wireName() + ", but it is " + status.wireName()
                    + status().failureDetails().map(f -> ": " + f.message()).orElse(""));
        }
        return this;
    }

    /** It has completed, with an output equal to {@code expected}; null for none. */
    public InstanceAssert<O> completedWith(@Nullable O expected) {
        hasStatus(RuntimeStatus.COMPLETED);
        Object output =
                actual.hub().converter().deserialize(status().outputJson().orElse(null), actual.outputType());
        if (!Objects.deepEquals(output, expected)) {
            throw wrong("to have completed with\n  " + expected + "\nbut it completed with\n  " + output);
        }
        return this;
    }

    /** It has failed, with an error of this class whose message contains {@code message}. */
    public InstanceAssert<O> failedWith(Class<? extends Throwable> error, String message) {
        hasStatus(RuntimeStatus.FAILED);
        FailureDetails failure = status().failureDetails().orElse(null);
        if (failure == null
                || !failure.errorType().equals(error.getName())
                || !failure.message().contains(message)) {
            throw wrong("to have failed with " + error.getName() + " and a message with '" + message
                    + "', but its failure is "
                    + (failure == null ? "not known" : failure.errorType() + ": " + failure.message()));
        }
        return this;
    }

    /** Its custom status equals {@code expected}; null for none. */
    public InstanceAssert<O> hasCustomStatus(@Nullable Object expected) {
        Object status = expected == null
                ? status().customStatusJson().orElse(null)
                : status().customStatusAs(expected.getClass()).orElse(null);
        if (!Objects.equals(status, expected)) {
            throw wrong("to have the custom status " + expected + ", but it is " + status);
        }
        return this;
    }

    /** It asked for this activity, once or more often. */
    public InstanceAssert<O> calledActivity(String name) {
        if (count(Kind.ACTIVITY_CALLED, name) == 0) {
            throw wrong("to have called activity '" + name + "', but it has not");
        }
        return this;
    }

    /** It asked for this activity so often; each try of a retry policy counts. */
    public InstanceAssert<O> calledActivity(String name, int times) {
        long count = count(Kind.ACTIVITY_CALLED, name);
        if (count != times) {
            throw wrong(
                    "to have called activity '" + name + "' " + times + " times, but it called it " + count + " times");
        }
        return this;
    }

    /** It never asked for this activity. */
    public InstanceAssert<O> neverCalledActivity(String name) {
        return calledActivity(name, 0);
    }

    /** The activities it asked for are exactly these, in this order. */
    public InstanceAssert<O> calledActivitiesInOrder(String... names) {
        List<String> called = steps(s -> s.kind() == Kind.ACTIVITY_CALLED).stream()
                .map(HistoryStep::name)
                .toList();
        if (!called.equals(List.of(names))) {
            throw wrong("to have called the activities\n  " + List.of(names) + "\nbut it called\n  " + called);
        }
        return this;
    }

    /**
     * Among its steps are ones of these kinds, in this order, others before, between and after them. Kinds only: names are
     * for {@link #calledActivitiesInOrder}, {@link #startedSubOrchestration} and {@link #gotEvent}.
     */
    public InstanceAssert<O> hasStepsInOrder(HistoryStep.Kind... kinds) {
        List<HistoryStep> left = new ArrayList<>(steps(s -> true));
        for (Kind kind : kinds) {
            int found = IntStream.range(0, left.size())
                    .filter(i -> left.get(i).kind() == kind)
                    .findFirst()
                    .orElse(-1);
            if (found < 0) {
                throw wrong("to have the steps " + List.of(kinds)
                        + " in this order, but after those before it there is no " + kind);
            }
            left.subList(0, found + 1).clear();
        }
        return this;
    }

    /** It started a sub-orchestration of this name. */
    public InstanceAssert<O> startedSubOrchestration(String name) {
        if (count(Kind.CHILD_STARTED, name) == 0) {
            throw wrong("to have started sub-orchestration '" + name + "', but it has not");
        }
        return this;
    }

    /** It got an event of this name. */
    public InstanceAssert<O> gotEvent(String name) {
        if (steps(s -> s.kind() == Kind.EVENT_RAISED && s.name().equalsIgnoreCase(name))
                .isEmpty()) {
            throw wrong("to have got event '" + name + "', but it has not");
        }
        return this;
    }

    /** A timer of this length has fired. */
    public InstanceAssert<O> firedTimer(Duration length) {
        List<Duration> fired = new ArrayList<>();
        for (HistoryStep step : steps(s -> s.kind() == Kind.TIMER_FIRED)) {
            for (HistoryStep created : steps(s -> s.kind() == Kind.TIMER_CREATED && s.taskId() == step.taskId())) {
                Instant due = created.fireAt();
                if (due != null) {
                    fired.add(Duration.between(created.at(), due));
                }
            }
        }
        if (!fired.contains(length)) {
            throw wrong("to have had a timer of " + length + " fired, but those that fired are " + fired);
        }
        return this;
    }

    private InstanceStatus status() {
        isNotNull();
        return actual.status()
                .orElseThrow(() -> new AssertionError("Expected " + actual + " to exist, but there is none."));
    }

    private long count(Kind kind, String name) {
        return steps(step -> step.kind() == kind && step.name().equals(name)).size();
    }

    private List<HistoryStep> steps(Predicate<HistoryStep> which) {
        isNotNull();
        return actual.history().steps().stream().filter(which).toList();
    }

    private AssertionError wrong(String expected) {
        return failure(
                "Expected %s %s.%nIts history:%n%s",
                actual, expected, actual.history().outline());
    }
}
