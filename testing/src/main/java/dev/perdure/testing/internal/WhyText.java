package dev.perdure.testing.internal;

import dev.perdure.engine.Why;
import java.util.stream.Collectors;

/** What an instance waits for, for people. Stateless. */
public final class WhyText {

    private WhyText() {}

    /** One line for each reason. */
    public static String of(Why why) {
        return why.reasons().stream().map(reason -> "  " + of(reason)).collect(Collectors.joining("\n"));
    }

    private static String of(Why.Reason reason) {
        return switch (reason) {
            case Why.Suspended s -> "to be resumed; suspended since " + s.since() + ", because: " + s.reason();
            case Why.ScheduledStart s -> "its scheduled start at " + s.at();
            case Why.Turn t -> "a turn of orchestrator '" + t.orchestrator() + "'" + place(t.place());
            case Why.Activity a -> "activity '" + a.name() + "' (task " + a.taskId() + ")" + place(a.place());
            case Why.Child c -> "the end of sub-orchestration '" + c.instanceId() + "' (task " + c.taskId() + ")";
            case Why.Timer t -> "timer " + t.timerId() + ", due at " + t.fireAt();
            case Why.ExternalEvent e ->
                e.name() == null ? "an external event" : "external event '" + e.name() + "' since " + e.since();
            case Why.EntityCall c -> "the answer of entity " + c.entityId() + " to '" + c.operation() + "'";
            case Why.EntityLock l ->
                "the lock of entity " + l.waitingAt() + (l.heldBy() == null ? "" : ", held by '" + l.heldBy() + "'");
        };
    }

    private static String place(Why.Place place) {
        return place instanceof Why.Queued queued && queued.cause() == Why.Queued.Cause.NAME_NOT_SERVED
                ? ": the worker of this test does not serve that name; register it, or stub it with"
                        + " hub.activity(...)"
                : "";
    }
}
