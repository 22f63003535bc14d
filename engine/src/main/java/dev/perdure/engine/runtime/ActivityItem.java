package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.engine.record.ActivityRecord;
import org.jspecify.annotations.Nullable;

/**
 * One activity that waits for a worker or is at one.
 *
 * <p>Thread-safe: immutable but for marks, each written by one thread at a time.
 */
final class ActivityItem {

    private final Partition partition;
    private final ActivityRequest request;
    private final PerdureDelivery facts;
    private volatile boolean closed;
    private volatile String token = "";
    private volatile @Nullable ConnectedWorker worker;
    private final @Nullable ConnectedWorker avoided;

    /** @param before the delivery that came to nothing, if there was one */
    ActivityItem(Partition partition, ActivityRecord record, @Nullable ActivityItem before) {
        this.avoided = before == null ? null : before.worker;
        this.partition = partition;
        this.request = record.getRequest();
        PerdureDelivery.Builder told = PerdureDelivery.newBuilder()
                .setDeliveryNumber(record.getDelivery())
                .setTakesHeartbeats(true)
                .setFencingToken(record.getFencingToken());
        if (record.hasHeartbeat()) {
            told.setLastHeartbeat(record.getHeartbeat());
        }
        this.facts = told.build();
    }

    /** What its worker is told of the delivery. */
    PerdureDelivery facts() {
        return facts;
    }

    Partition partition() {
        return partition;
    }

    ActivityRequest request() {
        return request;
    }

    String instanceId() {
        return request.getOrchestrationInstance().getInstanceId();
    }

    String executionId() {
        return request.getOrchestrationInstance().getExecutionId().getValue();
    }

    int delivery() {
        return facts.getDeliveryNumber();
    }

    /** Nobody wants its result any more: it is not handed out again. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** The token of its present delivery; empty while it waits. */
    String token() {
        return token;
    }

    /** Who has had it and not answered; null if nobody. */
    @Nullable
    ConnectedWorker avoided() {
        return avoided;
    }

    void delivered(String newToken, ConnectedWorker to) {
        token = newToken;
        worker = to;
    }
}
