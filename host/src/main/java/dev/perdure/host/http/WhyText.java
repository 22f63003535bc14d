package dev.perdure.host.http;

import dev.perdure.engine.Why;
import org.jspecify.annotations.Nullable;

/** What an instance waits for, for people. Stateless. */
final class WhyText {

    private WhyText() {}

    /** One line without a full stop. */
    static String of(Why.Reason reason) {
        return switch (reason) {
            case Why.Suspended suspended ->
                "to be resumed: it is suspended since " + suspended.since() + because(suspended.reason());
            case Why.ScheduledStart start -> "its scheduled start at " + start.at();
            case Why.Turn turn ->
                "a turn of orchestrator '" + turn.orchestrator() + "'"
                        + place(turn.place(), turn.delivery(), "the orchestrator '" + turn.orchestrator() + "'");
            case Why.Activity activity ->
                "activity '" + activity.name() + "' (task " + activity.taskId() + ")"
                        + place(activity.place(), activity.delivery(), "the activity '" + activity.name() + "'");
            case Why.Child child ->
                "the end of sub-orchestration '" + child.instanceId() + "' (task " + child.taskId() + ")";
            case Why.Timer timer -> "timer " + timer.timerId() + ", due at " + timer.fireAt();
            case Why.ExternalEvent event ->
                event.name() == null
                        ? "an external event: nothing else is open, and its worker does not say which one it waits for"
                        : "external event '" + event.name() + "' since " + event.since();
            case Why.EntityCall call ->
                "the answer of entity " + call.entityId() + " to '" + call.operation() + "', called at " + call.since();
            case Why.EntityLock lock -> lock(lock);
        };
    }

    private static String because(@Nullable String reason) {
        return reason == null || reason.isEmpty() ? "" : ", because: " + reason;
    }

    private static String lock(Why.EntityLock lock) {
        String section = " for a critical section over " + String.join(", ", lock.lockSet());
        if (lock.waitingAt() == null) {
            return "locks that are about to be granted" + section;
        }
        return "the lock of entity " + lock.waitingAt()
                + (lock.heldBy() == null ? "" : ", held by instance '" + lock.heldBy() + "',")
                + section;
    }

    private static String place(Why.Place place, int delivery, String what) {
        String times = delivery > 1 ? ", delivery " + delivery : "";
        return switch (place) {
            case Why.AtWorker worker ->
                times + ", at worker " + worker.worker() + " since " + worker.since()
                        + (worker.leasedUntil() == null ? "" : ", its lease ends at " + worker.leasedUntil())
                        + (worker.lastHeartbeat() == null
                                ? ""
                                : ", its last heartbeat came at " + worker.lastHeartbeat());
            case Why.Queued queued ->
                times
                        + switch (queued.cause()) {
                            case NO_WORKER -> ", in the queue: no worker is connected";
                            case NAME_NOT_SERVED -> ", in the queue: no connected worker has " + what;
                            case WORKERS_BUSY -> ", in the queue: all workers that have it are busy";
                            case ABOUT_TO_BE_HANDED_OUT -> ", about to be handed to a worker";
                        };
        };
    }
}
