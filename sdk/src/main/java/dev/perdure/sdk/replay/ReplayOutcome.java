package dev.perdure.sdk.replay;

/** What came of replaying one history against the code. */
public sealed interface ReplayOutcome {

    /**
     * The code does what the history says.
     *
     * @param ended whether the history is that of an execution that has ended
     */
    record Compatible(boolean ended) implements ReplayOutcome {}

    /** The code does something else: its instance would be paused. */
    record Diverged(Divergence divergence) implements ReplayOutcome {}

    /**
     * The code has no such orchestrator: its instance would wait for a worker that does.
     *
     * @param orchestrator the name in the history
     */
    record NotRegistered(String orchestrator) implements ReplayOutcome {}

    /**
     * The history cannot be replayed: it cannot be read, has no start, has events this version does not know, or the code
     * does not come to a wait, or did not in an earlier replay. Of an instance that has not begun: its input does not fit.
     *
     * @param reason a sentence
     */
    record Unreplayable(String reason) implements ReplayOutcome {}
}
