package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.OrchestratorAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a turn led to.
 *
 * @param actions what the orchestrator asks for, in the order in which it did
 * @param customStatus the status text set in this turn; null if none was set, empty to clear it
 * @param awaitedEvents the names of the external events it now waits for, sorted, each once
 * @param ended whether the orchestration has ended: its thread then takes no more turns
 */
public record TurnAnswer(
        List<OrchestratorAction> actions, @Nullable String customStatus, List<String> awaitedEvents, boolean ended) {}
