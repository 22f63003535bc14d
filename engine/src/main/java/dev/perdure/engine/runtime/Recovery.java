package dev.perdure.engine.runtime;

import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.RedeliverActivity;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;

/**
 * Derives again what a restart of the host forgets of a partition: messages under way, activities and turns at workers,
 * what is due. Costs what is in flight, not what exists.
 *
 * <p>Confined to its partition.
 */
final class Recovery {

    private final Partition partition;
    private final Hub hub;
    private final PartitionState state;
    private final Turns turns;
    private final EntityBatches entityBatches;
    private final Reactions reactions;

    Recovery(
            Partition partition,
            Hub hub,
            PartitionState state,
            Turns turns,
            EntityBatches entityBatches,
            Reactions reactions) {
        this.partition = partition;
        this.hub = hub;
        this.state = state;
        this.turns = turns;
        this.entityBatches = entityBatches;
        this.reactions = reactions;
    }

    /** Once, before the first task. */
    void run() {
        state.forEachUnacknowledged((destination, sequence, message) ->
                hub.partition(destination).receive(partition.index(), sequence, message));
        List<Command.Builder> redeliveries = new ArrayList<>();
        state.forEachActivity((instanceId, record) -> redeliveries.add(redelivery(record)));
        redeliveries.forEach(partition::submit);
        state.instancesWithInbox().forEach(turns::dispatchIfReady);
        state.entities().withBacklog().forEach(entityBatches::touch);
        entityBatches.dispatchTouched();
        reactions.findDue();
    }

    private Command.Builder redelivery(ActivityRecord record) {
        return redelivery(
                record.getRequest().getOrchestrationInstance().getInstanceId(),
                record.getRequest().getOrchestrationInstance().getExecutionId().getValue(),
                record.getRequest().getTaskId(),
                RedeliveryCause.HOST_RESTARTED);
    }

    /** Has an activity delivered once more. */
    Command.Builder redelivery(String instanceId, String executionId, int taskId, RedeliveryCause cause) {
        return Command.newBuilder()
                .setRedeliverActivity(RedeliverActivity.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId(executionId)
                        .setTaskId(taskId)
                        .setCause(cause)
                        .setLostMax(
                                cause == RedeliveryCause.TOO_LARGE
                                        ? Math.min(
                                                MessageSizes.TRIALS,
                                                hub.options().deliveriesMax())
                                        : hub.options().deliveriesMax()));
    }
}
