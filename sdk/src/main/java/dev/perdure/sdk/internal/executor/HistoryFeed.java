package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The history events of one turn, taken one at a time: committed ones first, then new ones.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class HistoryFeed {

    private String instanceId = "";
    private String executionId = "";
    private List<HistoryEvent> past = List.of();
    private List<HistoryEvent> fresh = List.of();
    private int position;
    private @Nullable TurnSink sink;

    void begin(Turn turn) {
        instanceId = turn.instanceId();
        executionId = turn.executionId();
        past = turn.pastEvents();
        fresh = turn.newEvents();
        sink = turn.sink();
        position = 0;
    }

    /** Forgets the turn's events, so that a parked orchestrator does not hold them, and returns its sink. */
    TurnSink end() {
        TurnSink last = sink();
        past = List.of();
        fresh = List.of();
        position = 0;
        sink = null;
        return last;
    }

    /** The next event, or null if the turn has no more. */
    @Nullable
    HistoryEvent next() {
        int index = position;
        if (index < past.size()) {
            position++;
            return past.get(index);
        }
        index -= past.size();
        if (index < fresh.size()) {
            position++;
            return fresh.get(index);
        }
        return null;
    }

    /** Puts the last event back. */
    void stepBack() {
        position--;
    }

    /** Takes all events that are left of the turn. */
    List<HistoryEvent> rest() {
        List<HistoryEvent> rest = new ArrayList<>();
        for (HistoryEvent event = next(); event != null; event = next()) {
            rest.add(event);
        }
        return rest;
    }

    /** Whether the last event taken was a committed one. */
    boolean isReplaying() {
        return position <= past.size() && !past.isEmpty();
    }

    /** The committed events from here up to the end of the turn they belong to. */
    List<HistoryEvent> restOfCommittedTurn() {
        List<HistoryEvent> rest = new ArrayList<>();
        for (int i = position; i < past.size() && !past.get(i).hasOrchestratorStarted(); i++) {
            rest.add(past.get(i));
        }
        return rest;
    }

    /** The next committed event of the turn that the last one belongs to, or null. */
    @Nullable
    HistoryEvent nextOfCommittedTurn() {
        return position < past.size() && !past.get(position).hasOrchestratorStarted() ? next() : null;
    }

    /** Whether the last event taken was the last of all. */
    boolean isAtEnd() {
        return position == past.size() + fresh.size();
    }

    /** How many events were taken of those that came with the turn. */
    int taken() {
        return position;
    }

    /** A few words on the committed events not taken yet, for messages. */
    String pastOutline() {
        int left = past.size() - position;
        return left == 0
                ? ""
                : " and " + left + " more committed events follow, the next of kind "
                        + past.get(position).getEventTypeCase();
    }

    TurnSink sink() {
        return Objects.requireNonNull(sink, "no turn is under way");
    }

    String instanceId() {
        return instanceId;
    }

    String executionId() {
        return executionId;
    }
}
