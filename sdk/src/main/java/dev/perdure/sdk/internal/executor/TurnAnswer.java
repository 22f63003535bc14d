package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.sdk.replay.Divergence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a turn led to.
 *
 * @param actions what the orchestrator asks for, in the order in which it did
 * @param customStatus the status text set in this turn; null if none was set, empty to clear it
 * @param awaitedEvents the names of the external events it now waits for, sorted, each once
 * @param ended whether the orchestration has ended: its thread then takes no more turns
 * @param divergence where the code left its history, or null if it did not; the actions are then a failure, for hosts
 *     that cannot pause an instance
 */
public record TurnAnswer(
        List<OrchestratorAction> actions,
        @Nullable String customStatus,
        List<String> awaitedEvents,
        boolean ended,
        @Nullable Divergence divergence) {}
