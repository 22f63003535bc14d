package dev.perdure.host.deploy;

import dev.perdure.core.protocol.HistoryEvent;
import java.io.IOException;
import java.util.List;

/** The instances that have not ended, wherever they are. Used by one thread. */
public interface Unfinished {

    /**
     * Shows each of them once. One that ends meanwhile may be shown or not.
     *
     * @throws dev.perdure.host.UserErrorException if they cannot be read; the message says what to do
     */
    void forEach(Taker taker) throws IOException, InterruptedException;

    /** Gets what is shown. */
    @FunctionalInterface
    interface Taker {

        /** Takes one; {@code history} is that of the present execution, oldest event first, and empty if it has not begun. */
        void take(String instanceId, String orchestrator, List<HistoryEvent> history);
    }
}
