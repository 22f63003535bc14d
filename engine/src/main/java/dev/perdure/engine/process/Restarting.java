package dev.perdure.engine.process;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Outcome.Reason;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.RestartInstance;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import dev.perdure.engine.state.PayloadKind;
import java.util.List;

/**
 * Starts an instance again with its own input. Where the new one lies in another partition, this one only checks the
 * request and remembers, under its key, which instance answers it; the start itself is a request to that partition. If
 * the old instance has gone by then, that partition is asked for the answer it may remember.
 *
 * <p>Confined to its partition; changes nothing.
 */
final class Restarting {

    private final PartitionState state;
    private final RequestProcessor requests;

    Restarting(PartitionState state, RequestProcessor requests) {
        this.state = state;
        this.requests = requests;
    }

    Decision restart(RestartInstance restart, long time) {
        String id = restart.getInstanceId();
        String newId = restart.getNewInstanceId();
        boolean isSourceHere = PartitionOf.instance(id, state.partitions()) == state.partition();
        return requests.keyed(isSourceHere ? id : newId, restart.hasKey() ? restart.getKey() : null, time, () -> {
            InstanceState source = state.instance(id);
            if (source == null) {
                return RequestProcessor.notFound(id);
            }
            if (newId.equals(id) && !source.status().isTerminal()) {
                return Decision.rejected(
                        Reason.WRONG_STATE,
                        "Instance '" + id + "' is " + source.status().wireName()
                                + " and cannot be restarted under its own id. Restart it under a new id, or terminate it "
                                + "first.");
            }
            return PartitionOf.instance(newId, state.partitions()) == state.partition()
                    ? requests.start(again(source, restart), time)
                    : new Decision(List.of(), new Outcome.Done(newId, restart.getExecutionId(), 1));
        });
    }

    private StartInstance again(InstanceState source, RestartInstance restart) {
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(restart.getNewInstanceId())
                .setExecutionId(restart.getExecutionId())
                .setName(source.name())
                .putAllTags(source.tags());
        if (source.version() != null) {
            start.setVersion(StringValue.of(source.version()));
        }
        ByteString input = state.payload(source.instanceId(), PayloadKind.INPUT);
        if (input != null) {
            start.setInput(StringValue.of(input.toStringUtf8()));
        }
        return start.build();
    }
}
