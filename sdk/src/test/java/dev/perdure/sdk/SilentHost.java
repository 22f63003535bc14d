package dev.perdure.sdk;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import org.jspecify.annotations.Nullable;

/** A host that listens to what a worker says of itself and sends it nothing. */
final class SilentHost implements WorkHost {

    private final FakeLink link = new FakeLink();
    volatile @Nullable GetWorkItemsRequest request;

    @Override
    public WorkerConnection connect(GetWorkItemsRequest announced, WorkItemListener listener) {
        request = announced;
        return link.connect(listener);
    }
}
