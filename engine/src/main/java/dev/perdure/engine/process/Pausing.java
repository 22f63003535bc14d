package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import java.util.List;

/** A suspension by the host itself, for a reason that somebody must look at. Stateless. */
final class Pausing {

    private Pausing() {}

    /**
     * Holds an instance until it is resumed. Nothing of it is lost: what a turn was given waits for the next one.
     *
     * @param status of the instance by then; of a suspended one the reason becomes this one
     */
    static List<Event> events(InstanceState instance, RuntimeStatus status, StringValue reason, long time) {
        Event held = new Event.InboxAppended(instance.instanceId(), HistoryEvents.executionSuspended(reason, time));
        return status == RuntimeStatus.SUSPENDED
                ? List.of(held)
                : List.of(new Event.StatusChanged(instance.instanceId(), RuntimeStatus.SUSPENDED, time), held);
    }
}
