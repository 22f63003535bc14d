package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.sdk.SubOrchestrationOptions;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** One sub-orchestration. Confined to the orchestrator's thread. */
final class ChildTask<T extends @Nullable Object> extends RemoteTask<T> {

    private final @Nullable String input;
    private final SubOrchestrationOptions options;

    ChildTask(OrchestratorRun run, String name, @Nullable String input, Type type, SubOrchestrationOptions options) {
        super(run, "sub-orchestration", name, type, options.retry().orElse(null));
        this.input = input;
        this.options = options;
        tryAgain();
    }

    @Override
    OrchestratorAction.Builder action(int attempt) {
        CreateSubOrchestrationAction.Builder action = CreateSubOrchestrationAction.newBuilder()
                .setName(name())
                .setInstanceId(options.instanceId().orElse(""))
                .putAllTags(options.tags());
        options.version().ifPresent(version -> action.setVersion(StringValue.of(version)));
        if (input != null) {
            action.setInput(StringValue.of(input));
        }
        return OrchestratorAction.newBuilder().setCreateSubOrchestration(action);
    }
}
