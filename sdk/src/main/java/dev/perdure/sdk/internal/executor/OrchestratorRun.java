package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.EntityOperationCompletedEvent;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SubOrchestrationInstanceCompletedEvent;
import dev.perdure.core.protocol.TaskCompletedEvent;
import dev.perdure.sdk.ContinueAsNewOptions;
import dev.perdure.sdk.NonDeterminismException;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.replay.Divergence;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of an orchestrator's thread. User code that waits pulls history events, one at a time and in order, until
 * what it waits for is done; when no event is left, the turn is answered and the thread parks. Replay differs from live
 * only in that more events are there at once, so both lead to the same result.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class OrchestratorRun implements Runnable {

    private final LiveOrchestrator live;
    private final OrchestratorLibrary library;
    private final HistoryFeed feed = new HistoryFeed();
    private final @Nullable Trace trace;
    private final IssuedActions issued;
    private final TaskTable tasks = new TaskTable();
    /** What came while suspended, in order. */
    private final Deque<HistoryEvent> held = new ArrayDeque<>();

    private boolean suspended;
    /** Whether code runs that may not wait. */
    private boolean deciding;

    private Instant currentInstant = Instant.EPOCH;
    private @Nullable ExecutionStartedEvent started;
    private @Nullable String customStatus;

    /** @param traced whether the source line of each call is noted, for one turn only */
    OrchestratorRun(LiveOrchestrator live, OrchestratorLibrary library, boolean traced) {
        this.live = live;
        this.library = library;
        this.trace = traced ? new Trace() : null;
        this.issued = new IssuedActions(trace);
    }

    @Override
    public void run() {
        try {
            feed.begin(live.awaitTurn());
            ExecutionStartedEvent start;
            while ((start = started) == null) {
                pull();
            }
            String elsewhere = library.leftToOthers(start);
            if (elsewhere != null) {
                feed.sink().abandoned(elsewhere);
                return;
            }
            CompleteOrchestrationAction completion = runUserCode(start);
            if (!live.isUnloaded()) {
                complete(completion);
            }
        } catch (OrchestratorUnloaded e) {
            // The thread was let go; whatever it did since has no effect.
        } catch (VirtualMachineError e) {
            if (!live.isUnloaded()) {
                feed.sink().abandoned("The Java runtime failed: " + e);
            }
        }
    }

    private CompleteOrchestrationAction runUserCode(ExecutionStartedEvent start) {
        try {
            OrchestratorDefinition definition = library.definition(start);
            Orchestrator<@Nullable Object, ?> code = definition.code().get();
            // Of a jar in a jar, or of code that is only looked at, this thread would otherwise not find a thing.
            Thread.currentThread().setContextClassLoader(code.getClass().getClassLoader());
            String payload = start.hasInput() ? start.getInput().getValue() : null;
            Object input = library.converter().deserialize(payload, definition.inputType());
            DurableContext context = new DurableContext(this, start, feed.instanceId(), executionId(start));
            Object output = OrchestratorDefinition.run(code, context, input);
            String result = library.converter().serialize(output);
            CompleteOrchestrationAction.Builder completed = CompleteOrchestrationAction.newBuilder()
                    .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
            if (result != null) {
                completed.setResult(StringValue.of(result));
            }
            return completed.build();
        } catch (OrchestratorUnloaded e) {
            throw e;
        } catch (StackOverflowError e) {
            return failed(FailureDetails.of(e));
        } catch (VirtualMachineError e) {
            // Says something of this machine, nothing of the orchestration.
            throw e;
        } catch (Throwable e) {
            return failed(FailureDetails.of(e));
        }
    }

    /** Ends the orchestration: the last answer of this thread. */
    private void complete(CompleteOrchestrationAction completion) {
        if (feed.isReplaying()) {
            // Had the code ended there when the history was made, the history would go no further.
            endedInReplay(completion);
        }
        answerEnd(issued.take(), completion, customStatus);
    }

    /** The code ended where it once waited, or the history ends here too: returns only if it does. */
    private void endedInReplay(CompleteOrchestrationAction end) {
        HistoryEvent event = feed.nextOfCommittedTurn();
        while (event != null) {
            if (HistoryEnd.isOne(event) && feed.isAtEnd()) {
                if (issued.hasUnconfirmed()) {
                    feed.stepBack();
                    diverged();
                }
                if (!HistoryEnd.fits(event, end)) {
                    feed.stepBack();
                    diverged(HistoryEnd.described(event), HistoryEnd.described(end));
                }
                return;
            }
            if (HistoryEnd.isAction(event) && !issued.confirm(event)) {
                feed.stepBack();
                break;
            }
            event = feed.nextOfCommittedTurn();
        }
        List<Divergence.Row> rows = new ArrayList<>(issued.difference(feed.restOfCommittedTurn()));
        rows.add(new Divergence.Row(
                -1, "the code waited at this point" + feed.pastOutline(), HistoryEnd.described(end)));
        diverged(rows);
    }

    /** Pulls events until {@code task} is done. */
    void pullUntilDone(DurableTask<?> task) {
        while (!task.done()) {
            pull();
        }
    }

    /** Pulls one event and applies it; waits for the next turn if there is none. */
    void pull() {
        if (deciding) {
            throw new IllegalStateException("A retry handler cannot wait: it decides by what it is given.");
        }
        if (trace != null) {
            trace.waits();
        }
        HistoryEvent event = suspended ? null : held.poll();
        if (event != null) {
            deliver(event);
            return;
        }
        event = feed.next();
        while (event == null) {
            feed.begin(nextTurn());
            event = feed.next();
        }
        apply(event);
    }

    /** Runs user code in the middle of the delivery of an event. */
    <T> T withoutWaiting(Supplier<T> decision) {
        deciding = true;
        try {
            return decision.get();
        } finally {
            deciding = false;
        }
    }

    private Turn nextTurn() {
        String status = customStatus;
        customStatus = null;
        feed.end()
                .answered(
                        live,
                        new TurnAnswer(issued.take(), status, tasks.events().awaited(), false, null));
        return live.awaitTurn();
    }

    /** Takes an event off the history: what concerns the turn itself takes effect here, suspended or not. */
    private void apply(HistoryEvent event) {
        switch (event.getEventTypeCase()) {
            case ORCHESTRATORSTARTED -> beginTurn(event);
            case EXECUTIONSUSPENDED -> suspended = true;
            case EXECUTIONRESUMED -> suspended = false;
            case EXECUTIONTERMINATED -> terminate(event);
            case TASKSCHEDULED,
                    TIMERCREATED,
                    EVENTSENT,
                    SUBORCHESTRATIONINSTANCECREATED,
                    ENTITYOPERATIONCALLED,
                    ENTITYOPERATIONSIGNALED,
                    ENTITYLOCKREQUESTED,
                    ENTITYUNLOCKSENT -> confirm(event);
            case EXECUTIONSTARTED,
                    TASKCOMPLETED,
                    TASKFAILED,
                    SUBORCHESTRATIONINSTANCECOMPLETED,
                    SUBORCHESTRATIONINSTANCEFAILED,
                    ENTITYOPERATIONCOMPLETED,
                    ENTITYOPERATIONFAILED,
                    ENTITYLOCKGRANTED,
                    TIMERFIRED,
                    EVENTRAISED -> {
                if (suspended) {
                    held.add(event);
                } else {
                    deliver(event);
                }
            }
            // Marks that mean nothing to an orchestrator.
            case ORCHESTRATORCOMPLETED, GENERICEVENT, HISTORYSTATE -> {}
            case EXECUTIONCOMPLETED -> historyEnded(event);
            case CONTINUEASNEW, EXECUTIONREWOUND, EVENTTYPE_NOT_SET -> {
                feed.sink()
                        .abandoned("The history of instance '" + feed.instanceId() + "' has an event of kind "
                                + event.getEventTypeCase() + ", which this version of the SDK does not know.");
                throw live.leave();
            }
        }
    }

    private void deliver(HistoryEvent event) {
        switch (event.getEventTypeCase()) {
            case EXECUTIONSTARTED -> started = event.getExecutionStarted();
            case TASKCOMPLETED -> {
                TaskCompletedEvent completed = event.getTaskCompleted();
                tasks.completed(
                        completed.getTaskScheduledId(),
                        completed.hasResult() ? completed.getResult().getValue() : null);
            }
            case TASKFAILED ->
                tasks.failed(
                        event.getTaskFailed().getTaskScheduledId(),
                        FailureDetails.of(event.getTaskFailed().getFailureDetails()));
            case SUBORCHESTRATIONINSTANCECOMPLETED -> {
                SubOrchestrationInstanceCompletedEvent completed = event.getSubOrchestrationInstanceCompleted();
                tasks.completed(
                        completed.getTaskScheduledId(),
                        completed.hasResult() ? completed.getResult().getValue() : null);
            }
            case SUBORCHESTRATIONINSTANCEFAILED ->
                tasks.failed(
                        event.getSubOrchestrationInstanceFailed().getTaskScheduledId(),
                        FailureDetails.of(
                                event.getSubOrchestrationInstanceFailed().getFailureDetails()));
            case ENTITYOPERATIONCOMPLETED -> {
                EntityOperationCompletedEvent completed = event.getEntityOperationCompleted();
                tasks.answered(
                        completed.getRequestId(),
                        completed.hasOutput() ? completed.getOutput().getValue() : null);
            }
            case ENTITYOPERATIONFAILED ->
                tasks.refused(
                        event.getEntityOperationFailed().getRequestId(),
                        FailureDetails.of(event.getEntityOperationFailed().getFailureDetails()));
            case ENTITYLOCKGRANTED -> tasks.granted(event.getEntityLockGranted().getCriticalSectionId());
            case TIMERFIRED -> tasks.fired(event.getTimerFired().getTimerId());
            case EVENTRAISED -> tasks.events().raised(event);
            default -> throw new IllegalStateException("not an event to deliver: " + event.getEventTypeCase());
        }
    }

    private void beginTurn(HistoryEvent event) {
        if (issued.hasUnconfirmed()) {
            feed.stepBack();
            diverged();
        }
        customStatus = null;
        currentInstant = Instant.ofEpochSecond(
                event.getTimestamp().getSeconds(), event.getTimestamp().getNanos());
    }

    private void confirm(HistoryEvent event) {
        if (!issued.confirm(event)) {
            feed.stepBack();
            diverged();
        }
        switch (event.getEventTypeCase()) {
            case ENTITYOPERATIONCALLED ->
                tasks.requestKnownAs(
                        event.getEventId(), event.getEntityOperationCalled().getRequestId());
            case ENTITYLOCKREQUESTED ->
                tasks.requestKnownAs(
                        event.getEventId(), event.getEntityLockRequested().getCriticalSectionId());
            default -> {}
        }
    }

    private void terminate(HistoryEvent event) {
        CompleteOrchestrationAction.Builder terminated = CompleteOrchestrationAction.newBuilder()
                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
        if (event.getExecutionTerminated().hasInput()) {
            terminated.setResult(event.getExecutionTerminated().getInput());
        }
        endNow(terminated.build());
    }

    /** Where a finished history is replayed, the code must have ended by now, unless the host has ended it. */
    private void historyEnded(HistoryEvent event) {
        if (!feed.isAtEnd()) {
            return;
        }
        if (issued.hasUnconfirmed() || !HistoryEnd.isHosts(event)) {
            feed.stepBack();
            if (issued.hasUnconfirmed()) {
                diverged();
            }
            diverged(HistoryEnd.described(event), "waits");
        }
        endNow(CompleteOrchestrationAction.newBuilder()
                .setOrchestrationStatus(event.getExecutionCompleted().getOrchestrationStatus())
                .build());
    }

    private void diverged() {
        diverged(issued.difference(feed.restOfCommittedTurn()));
    }

    private void diverged(String expected, String actual) {
        diverged(List.of(new Divergence.Row(-1, expected, actual)));
    }

    /** Ends this thread with the answer that the code has left its history. Never returns. */
    private void diverged(List<Divergence.Row> rows) {
        String name = started == null ? "?" : started.getName();
        Divergence divergence = DivergenceReport.of(name, feed.instanceId(), feed.taken() + 1, rows, trace);
        FailureDetails failure = FailureDetails.of(new NonDeterminismException(divergence.message()));
        feed.sink().answered(live, new TurnAnswer(List.of(end(failed(failure))), null, List.of(), true, divergence));
        throw live.leave();
    }

    /** Ends this execution with what was asked for so far. Never returns; nothing that user code does on the way counts. */
    Error continueAsNew(@Nullable Object input, ContinueAsNewOptions options) {
        String text = library.converter().serialize(input);
        if (feed.isReplaying()) {
            CompleteOrchestrationAction continued = CompleteOrchestrationAction.newBuilder()
                    .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW)
                    .build();
            endedInReplay(continued);
            endNow(continued);
        }
        List<HistoryEvent> unseen = new ArrayList<>(tasks.events().untaken());
        unseen.addAll(held);
        for (HistoryEvent event : feed.rest()) {
            if (event.hasExecutionTerminated()) {
                terminate(event);
            }
            unseen.add(event);
        }
        CompleteOrchestrationAction.Builder next = CompleteOrchestrationAction.newBuilder()
                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW);
        if (text != null) {
            next.setResult(StringValue.of(text));
        }
        options.version().ifPresent(version -> next.setNewVersion(StringValue.of(version)));
        for (HistoryEvent event : unseen) {
            if (event.hasExecutionSuspended()
                    || event.hasExecutionResumed()
                    || (options.keepsEvents() && event.hasEventRaised())) {
                next.addCarryoverEvents(event);
            }
        }
        answerEnd(issued.take(), next.build(), customStatus);
        throw live.leave();
    }

    /** Answers with the end of the orchestration and leaves the thread, past whatever user code is on its stack. */
    private void endNow(CompleteOrchestrationAction completion) {
        answerEnd(List.of(), completion, null);
        throw live.leave();
    }

    private void answerEnd(
            List<OrchestratorAction> before, CompleteOrchestrationAction completion, @Nullable String status) {
        List<OrchestratorAction> actions = new ArrayList<>(before);
        actions.add(end(completion));
        feed.sink().answered(live, new TurnAnswer(actions, status, List.of(), true, null));
    }

    private OrchestratorAction end(CompleteOrchestrationAction completion) {
        return OrchestratorAction.newBuilder()
                .setId(issued.nextId())
                .setCompleteOrchestration(completion)
                .build();
    }

    private static CompleteOrchestrationAction failed(FailureDetails failure) {
        return CompleteOrchestrationAction.newBuilder()
                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED)
                .setFailureDetails(failure.toProtocol())
                .build();
    }

    private String executionId(ExecutionStartedEvent start) {
        return feed.executionId().isEmpty()
                ? start.getOrchestrationInstance().getExecutionId().getValue()
                : feed.executionId();
    }

    LiveOrchestrator live() {
        return live;
    }

    OrchestratorLibrary library() {
        return library;
    }

    IssuedActions issued() {
        return issued;
    }

    TaskTable tasks() {
        return tasks;
    }

    /** The committed events from here up to the end of the turn they belong to. */
    List<HistoryEvent> restOfCommittedTurn() {
        return feed.restOfCommittedTurn();
    }

    /** What this execution's random numbers begin with. */
    long seed() {
        return DurableRandom.seed(Objects.requireNonNull(started, "started").getOrchestrationInstance());
    }

    Instant currentInstant() {
        return currentInstant;
    }

    boolean isReplaying() {
        return feed.isReplaying();
    }

    void customStatus(@Nullable Object status) {
        customStatus = Objects.requireNonNullElse(library.converter().serialize(status), "");
    }
}
