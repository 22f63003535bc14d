package dev.perdure.core.worker;

import dev.perdure.core.protocol.GetWorkItemsRequest;

/**
 * A task hub as a worker sees it: something that hands out work items.
 *
 * <p>Thread-safe.
 */
public interface WorkHost {

    /**
     * Asks for work. Items come to {@code listener} until either side closes the connection.
     *
     * @param request how many items of each kind may be in flight at once (0: the host's default), and, for a Perdure
     *     worker, its id and the names it serves
     * @param listener receives the items
     * @throws HostUnreachableException if no connection can be made now; trying again later is sensible
     */
    WorkerConnection connect(GetWorkItemsRequest request, WorkItemListener listener);
}
