package dev.perdure.testing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step in the history of an instance. Immutable.
 *
 * @param kind what happened
 * @param at when, in the hub's time
 * @param name of the orchestrator, activity, event or operation; empty for timers and whatever has none
 * @param target the other instance or entity; empty if there is none
 * @param payload input or result as JSON text, for failures the message; null for none
 * @param taskId the task it begins or ends; -1 for none
 * @param fireAt when the timer is due; null for what is no timer
 */
public record HistoryStep(
        Kind kind,
        Instant at,
        String name,
        String target,
        @Nullable String payload,
        int taskId,
        @Nullable Instant fireAt) {

    /** What happened. */
    public enum Kind {
        STARTED("started"),
        ACTIVITY_CALLED("called activity"),
        ACTIVITY_COMPLETED("activity completed:"),
        ACTIVITY_FAILED("activity failed:"),
        CHILD_STARTED("started sub-orchestration"),
        CHILD_COMPLETED("sub-orchestration completed:"),
        CHILD_FAILED("sub-orchestration failed:"),
        TIMER_CREATED("created timer"),
        TIMER_FIRED("timer fired"),
        EVENT_RAISED("got event"),
        EVENT_SENT("sent event"),
        ENTITY_CALLED("called entity"),
        ENTITY_SIGNALED("signaled entity"),
        ENTITY_COMPLETED("entity answered"),
        ENTITY_FAILED("entity failed:"),
        LOCKS_REQUESTED("asked for locks"),
        LOCKS_GRANTED("got locks"),
        LOCKS_RELEASED("released lock"),
        SUSPENDED("suspended"),
        RESUMED("resumed"),
        REWOUND("rewound"),
        COMPLETED("ended as"),
        TERMINATED("terminated");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Such as {@code called activity 'charge' {"cents":5}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.words);
        if (!name.isEmpty()) {
            text.append(" '").append(name).append('\'');
        }
        if (!target.isEmpty()) {
            text.append(" of ").append(target);
        }
        if (fireAt != null) {
            text.append(" due ").append(fireAt);
        }
        if (payload != null) {
            text.append(' ').append(payload.length() > 200 ? payload.substring(0, 200) + "…" : payload);
        }
        return text.toString();
    }
}
