package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import java.util.List;

/**
 * How long a history may become. Stateless.
 *
 * <p>An orchestrator that never continues as new grows a history that takes ever longer to replay. At the limit the
 * instance is suspended: nothing is lost, somebody must look, and whoever resumes it gets as many events again.
 */
public final class HistoryLimits {

    /** Events from which a history is reported as long. */
    public static final long LONG = 100_000;

    /** Events at which an instance is suspended, and again at each multiple. Part of the meaning of a log. */
    static final long PAUSE = 1_000_000;

    private HistoryLimits() {}

    /** Whether a history that grew from {@code before} to {@code after} events has reached a multiple of the limit. */
    public static boolean reached(long limit, long before, long after) {
        return before / limit < after / limit;
    }

    /** What a turn that makes a history too long leads to besides: empty, or the suspension of its instance. */
    static List<Event> paused(InstanceState instance, RuntimeStatus status, int added, long time) {
        long after = instance.position() + added;
        if (status == RuntimeStatus.SUSPENDED || !reached(PAUSE, instance.position(), after)) {
            return List.of();
        }
        StringValue reason = StringValue.of("The history of this instance has reached " + after
                + " events. Let its orchestrator continue as new now and then. Resume the instance to let it go on for "
                + PAUSE + " more, or terminate it.");
        return Pausing.events(instance, status, reason, time);
    }
}
