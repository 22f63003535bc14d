package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.FailTurn;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.RedeliverActivity;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.record.RestartInstance;
import dev.perdure.engine.record.RewindChild;
import dev.perdure.engine.record.RewindInstance;
import dev.perdure.engine.record.StartChild;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Those of the {@link RandomCommands} that begin again or give up: restarts, rewinds, lost turns and activities. */
final class RandomUndoing {

    private final Random random;
    private final PartitionState state;

    RandomUndoing(Random random, PartitionState state) {
        this.random = random;
        this.state = state;
    }

    Command.Builder next(String id, String otherId, long time, int fresh, Key key) {
        return switch (random.nextInt(5)) {
            case 0 ->
                Command.newBuilder()
                        .setRestart(RestartInstance.newBuilder()
                                .setInstanceId(id)
                                .setNewInstanceId(random.nextBoolean() ? id : otherId)
                                .setExecutionId("execution-" + fresh)
                                .setKey(key));
            case 1 -> failTurn(id);
            case 2 -> lostActivity();
            default ->
                Command.newBuilder().setRewind(RewindInstance.newBuilder().setInstanceId(id));
        };
    }

    /** A message from a rewound parent, which the child may or may not know. */
    Message.Builder message(String childId, ParentInstanceInfo somebody) {
        InstanceState child = state.instance(childId);
        ParentInstanceInfo parent =
                child == null || child.parent() == null || random.nextInt(4) == 0 ? somebody : child.parent();
        return Message.newBuilder()
                .setRewindChild(RewindChild.newBuilder()
                        .setParentExecutionId(parent.getOrchestrationInstance()
                                .getExecutionId()
                                .getValue())
                        .setChild(StartChild.newBuilder()
                                .setParent(parent)
                                .setStart(StartInstance.newBuilder()
                                        .setInstanceId(childId)
                                        .setExecutionId("rewound")
                                        .setName("name0"))));
    }

    private Command.Builder failTurn(String id) {
        InstanceState instance = state.instance(id);
        FailTurn.Builder turn =
                FailTurn.newBuilder().setInstanceId(id).setLost(3).setCause(RedeliveryCause.LEASE_EXPIRED);
        if (instance != null) {
            turn.setExecutionId(instance.executionId()).setPosition(instance.position());
        }
        return Command.newBuilder().setFailTurn(turn);
    }

    private Command.Builder lostActivity() {
        List<ActivityRecord> open = new ArrayList<>();
        state.forEachActivity((id, record) -> open.add(record));
        RedeliverActivity.Builder redeliver = RedeliverActivity.newBuilder()
                .setCause(RedeliveryCause.LEASE_EXPIRED)
                .setLostMax(2);
        if (!open.isEmpty()) {
            ActivityRecord activity = open.get(random.nextInt(open.size()));
            redeliver
                    .setInstanceId(
                            activity.getRequest().getOrchestrationInstance().getInstanceId())
                    .setTaskId(activity.getRequest().getTaskId());
        }
        return Command.newBuilder().setRedeliverActivity(redeliver);
    }
}
