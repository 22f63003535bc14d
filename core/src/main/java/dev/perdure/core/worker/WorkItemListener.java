package dev.perdure.core.worker;

import dev.perdure.core.protocol.WorkItem;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of a {@link WorkerConnection}.
 *
 * <p>Calls come from threads of the host or the network, one at a time, and must not block: an implementation hands
 * the item to threads of its own.
 */
public interface WorkItemListener {

    /** A work item to carry out. Never called after {@link #onClosed}. */
    void onWorkItem(WorkItem item);

    /**
     * The connection has ended, other than by {@link WorkerConnection#close()}. All its items go back to the host's
     * queue; completing them later is harmless.
     *
     * @param cause why, or null if the host ended it in good order
     */
    void onClosed(@Nullable Throwable cause);
}
