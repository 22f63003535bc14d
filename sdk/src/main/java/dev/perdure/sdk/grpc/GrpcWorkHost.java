package dev.perdure.sdk.grpc;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;

/**
 * A host that speaks the Durable Task gRPC protocol.
 *
 * <p>Thread-safe.
 */
public final class GrpcWorkHost implements WorkHost, AutoCloseable {

    private final String target;

    private GrpcWorkHost(String target) {
        this.target = target;
    }

    /** The host at {@code target}, such as {@code 127.0.0.1:4001}. Connects only when a worker asks for work. */
    public static GrpcWorkHost of(String target) {
        return new GrpcWorkHost(target);
    }

    @Override
    public WorkerConnection connect(GetWorkItemsRequest request, WorkItemListener listener) {
        throw new HostUnreachableException("No connection to " + target + ".", null);
    }

    /** Ends all connections made through this object. Idempotent. */
    @Override
    public void close() {}
}
