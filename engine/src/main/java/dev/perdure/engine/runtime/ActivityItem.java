package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ActivityRequest;

/**
 * One activity that waits for a worker or is at one.
 *
 * <p>Thread-safe: immutable but for two marks, each written by one thread at a time.
 */
final class ActivityItem {

    private final Partition partition;
    private final ActivityRequest request;
    private final int delivery;
    private volatile boolean closed;
    private volatile String token = "";

    ActivityItem(Partition partition, ActivityRequest request, int delivery) {
        this.partition = partition;
        this.request = request;
        this.delivery = delivery;
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
        return delivery;
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

    void deliveredUnder(String newToken) {
        token = newToken;
    }
}
