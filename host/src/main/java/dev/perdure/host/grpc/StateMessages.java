package dev.perdure.host.grpc;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.core.protocol.OrchestrationState;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.engine.InstanceView;
import dev.perdure.host.rules.BrokenRuleException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The state of instances as messages. */
final class StateMessages {

    private StateMessages() {}

    /** One instance; what the view does not have is absent. */
    static OrchestrationState state(InstanceView view) {
        OrchestrationState.Builder state = OrchestrationState.newBuilder()
                .setInstanceId(view.instanceId())
                .setName(view.name())
                .setOrchestrationStatus(view.status().protocol())
                .setExecutionId(StringValue.of(view.executionId()))
                .setCreatedTimestamp(Times.timestamp(view.createdAt()))
                .setLastUpdatedTimestamp(Times.timestamp(view.lastUpdatedAt()))
                .putAllTags(view.tags());
        if (view.version() != null) {
            state.setVersion(StringValue.of(view.version()));
        }
        if (view.scheduledStart() != null) {
            state.setScheduledStartTimestamp(Times.timestamp(view.scheduledStart()));
        }
        if (view.completedAt() != null) {
            state.setCompletedTimestamp(Times.timestamp(view.completedAt()));
        }
        if (view.input() != null) {
            state.setInput(StringValue.of(view.input()));
        }
        if (view.output() != null) {
            state.setOutput(StringValue.of(view.output()));
        }
        if (view.customStatus() != null) {
            state.setCustomStatus(StringValue.of(view.customStatus()));
        }
        if (view.failure() != null) {
            state.setFailureDetails(view.failure());
        }
        if (view.parentInstanceId() != null) {
            state.setParentInstanceId(StringValue.of(view.parentInstanceId()));
        }
        return state.build();
    }

    static GetInstanceResponse found(InstanceView view) {
        return GetInstanceResponse.newBuilder()
                .setExists(true)
                .setOrchestrationState(state(view))
                .build();
    }

    /** For those who asked for neither input nor output. */
    static GetInstanceResponse foundWithoutPayloads(InstanceView view) {
        return GetInstanceResponse.newBuilder()
                .setExists(true)
                .setOrchestrationState(state(view).toBuilder().clearInput().clearOutput())
                .build();
    }

    /** @throws BrokenRuleException if one of them is none of the protocol */
    static Set<RuntimeStatus> statuses(List<OrchestrationStatus> asked) {
        Set<RuntimeStatus> statuses = EnumSet.noneOf(RuntimeStatus.class);
        for (OrchestrationStatus status : asked) {
            if (status == OrchestrationStatus.UNRECOGNIZED) {
                throw new BrokenRuleException("The request names a status that the protocol does not have.");
            }
            statuses.add(RuntimeStatus.of(status));
        }
        return statuses;
    }
}
