package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.sdk.RetryHandler;
import dev.perdure.sdk.internal.activity.ActivityTags;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** One activity. Confined to the orchestrator's thread. */
final class ActivityTask<T extends @Nullable Object> extends RemoteTask<T> {

    private final @Nullable String input;

    ActivityTask(OrchestratorRun run, String name, @Nullable String input, Type type, @Nullable RetryHandler retry) {
        super(run, "activity", name, type, retry);
        this.input = input;
        tryAgain();
    }

    @Override
    OrchestratorAction.Builder action(int attempt) {
        ScheduleTaskAction.Builder action = ScheduleTaskAction.newBuilder().setName(name());
        if (input != null) {
            action.setInput(StringValue.of(input));
        }
        if (attempt > 1) {
            action.putTags(ActivityTags.ATTEMPT, Integer.toString(attempt));
        }
        return OrchestratorAction.newBuilder().setScheduleTask(action);
    }
}
