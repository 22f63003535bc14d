package dev.perdure.sdk.replay;

import dev.perdure.core.data.HistoryJson;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.executor.TracedTurn;
import dev.perdure.sdk.internal.executor.Turn;
import dev.perdure.sdk.internal.executor.TurnAnswer;
import dev.perdure.sdk.internal.executor.TurnSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Replays histories of one execution each against the orchestrators of a worker, and says whether the code still does
 * what they say. Nothing but the orchestrators' own code runs: no activity, no entity, no timer, no host. Made by
 * {@link dev.perdure.sdk.Worker.Builder#replayer()}.
 *
 * <p>A history is right up to a whole number of turns, as hosts keep it: of an instance under way or ended, as long as
 * it is that of the present execution. Payloads must be there; a history without them replays with nulls.
 *
 * <p>Code that does not come to a wait cannot be ended from outside: its thread goes on for as long as it likes. So that
 * a loop for ever takes one processor and not all, an orchestrator that was seen to be stuck once is not tried again by
 * this replayer.
 *
 * <p>Thread-safe.
 */
public final class HistoryReplayer {

    /** How long the code may run before it counts as stuck. */
    private static final Duration RUN_MAX = Duration.ofSeconds(60);

    private final OrchestratorLibrary library;
    private final Duration runMax;
    /** Names of orchestrators that a thread is stuck in; bounded by the library. */
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();

    /** For {@link dev.perdure.sdk.Worker.Builder#replayer()}. */
    public HistoryReplayer(OrchestratorLibrary library) {
        this(library, RUN_MAX);
    }

    HistoryReplayer(OrchestratorLibrary library, Duration runMax) {
        this.library = library;
        this.runMax = runMax;
    }

    /** Whether there is an orchestrator of this name, in any version. */
    public boolean has(String orchestrator) {
        return library.knows(orchestrator);
    }

    /**
     * Replays a history written as JSON: an array of events, or an object with an array {@code events}, each in the JSON
     * form of the protocol, as {@code perdure history} and a host's {@code instances/ID/history} give it.
     */
    public ReplayOutcome replayJson(String json) {
        List<HistoryEvent> history;
        try {
            history = HistoryJson.read(json);
        } catch (IllegalArgumentException e) {
            return new ReplayOutcome.Unreplayable(String.valueOf(e.getMessage()));
        }
        return replay(history);
    }

    /** Replays a history, oldest event first. */
    public ReplayOutcome replay(List<HistoryEvent> history) {
        Objects.requireNonNull(history, "history");
        Optional<ExecutionStartedEvent> found = history.stream()
                .filter(HistoryEvent::hasExecutionStarted)
                .findFirst()
                .map(HistoryEvent::getExecutionStarted);
        if (found.isEmpty()) {
            return new ReplayOutcome.Unreplayable("The history has no event ExecutionStarted, so it is not whole.");
        }
        ExecutionStartedEvent start = found.get();
        if (!library.serves(start)) {
            return new ReplayOutcome.NotRegistered(start.getName());
        }
        if (stuck.contains(start.getName())) {
            return new ReplayOutcome.Unreplayable("Not tried: the orchestrator '" + start.getName()
                    + "' has not come to a durable wait in an earlier replay; correct that first.");
        }
        List<HistoryEvent> past = withoutFrame(history);
        HistoryEvent last = past.getLast();
        boolean ended = last.hasExecutionCompleted() || last.hasContinueAsNew();
        CompletableFuture<ReplayOutcome> outcome = new CompletableFuture<>();
        Turn turn = new Turn(
                start.getOrchestrationInstance().getInstanceId(),
                start.getOrchestrationInstance().getExecutionId().getValue(),
                past,
                // As the next turn would begin: only then is it certain that the code does nothing more.
                ended ? List.of() : List.of(nextTurn(last)),
                new Verdict(outcome, ended));
        var unused = LiveOrchestrator.start(library, TracedTurn.of(library, turn));
        return awaited(outcome, start);
    }

    /**
     * Reads the input of an instance that has not begun, as its code would be given it. Runs nothing: whatever the code does
     * from there is right.
     */
    public ReplayOutcome readInput(ExecutionStartedEvent start) {
        if (!library.serves(start)) {
            return new ReplayOutcome.NotRegistered(start.getName());
        }
        try {
            Object unused = library.readInput(start);
            return new ReplayOutcome.Compatible(false);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return new ReplayOutcome.Unreplayable(
                    "The orchestrator '" + start.getName() + "' cannot read the input it was started with: " + e);
        }
    }

    private ReplayOutcome awaited(CompletableFuture<ReplayOutcome> outcome, ExecutionStartedEvent start) {
        try {
            return outcome.get(runMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stuck.add(start.getName());
            return new ReplayOutcome.Unreplayable("The orchestrator '" + start.getName()
                    + "' has run for " + runMax.toSeconds()
                    + " seconds without coming to a durable wait: it blocks, or loops for ever.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a verdict never fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ReplayOutcome.Unreplayable("The replay was interrupted.");
        }
    }

    /** Other hosts close a turn with a mark of its own. */
    private static List<HistoryEvent> withoutFrame(List<HistoryEvent> history) {
        List<HistoryEvent> past = new ArrayList<>(history);
        while (past.size() > 1 && past.getLast().hasOrchestratorCompleted()) {
            past.removeLast();
        }
        return past;
    }

    private static HistoryEvent nextTurn(HistoryEvent last) {
        return HistoryEvent.newBuilder()
                .setEventId(-1)
                .setTimestamp(last.getTimestamp())
                .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                .build();
    }

    private record Verdict(CompletableFuture<ReplayOutcome> outcome, boolean ended) implements TurnSink {

        @Override
        public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
            if (!answer.ended()) {
                orchestrator.unload();
            }
            Divergence divergence = answer.divergence();
            outcome.complete(
                    divergence == null ? new ReplayOutcome.Compatible(ended) : new ReplayOutcome.Diverged(divergence));
        }

        @Override
        public void abandoned(String reason) {
            outcome.complete(new ReplayOutcome.Unreplayable(reason));
        }
    }
}
