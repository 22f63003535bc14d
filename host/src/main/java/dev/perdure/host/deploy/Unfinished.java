package dev.perdure.host.deploy;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instances that have not ended, wherever they are. Used by one thread. */
public interface Unfinished {

    /**
     * Shows each of them once. One that ends meanwhile may be shown or not.
     *
     * @throws dev.perdure.host.UserErrorException if they cannot be read; the message says what to do
     */
    void forEach(Taker taker) throws IOException, InterruptedException;

    /** Gets what is shown. */
    interface Taker {

        /** Takes one that has begun; {@code history} is that of the present execution, oldest event first, not empty. */
        void begun(String instanceId, String orchestrator, List<HistoryEvent> history);

        /** Takes one that has not; {@code start} has its name, version and input. */
        void notBegun(String instanceId, ExecutionStartedEvent start);
    }

    /** The start of an instance that has not begun. */
    static ExecutionStartedEvent start(String orchestrator, @Nullable String version, @Nullable String input) {
        ExecutionStartedEvent.Builder start = ExecutionStartedEvent.newBuilder().setName(orchestrator);
        if (version != null) {
            start.setVersion(StringValue.of(version));
        }
        if (input != null) {
            start.setInput(StringValue.of(input));
        }
        return start.build();
    }
}
