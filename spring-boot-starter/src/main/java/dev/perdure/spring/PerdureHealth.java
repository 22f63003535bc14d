package dev.perdure.spring;

import dev.perdure.host.TaskHub;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the hub of an application can write and its worker is connected, whichever Boot asks. */
final class PerdureHealth {

    private final PerdureProperties properties;
    private final @Nullable TaskHub hub;
    private final @Nullable WorkerLifecycle worker;

    PerdureHealth(PerdureProperties properties, @Nullable TaskHub hub, @Nullable WorkerLifecycle worker) {
        this.properties = properties;
        this.hub = hub;
        this.worker = worker;
    }

    /**
     * What is known now.
     *
     * @param up whether work can be done here
     */
    record State(boolean up, Map<String, Object> details) {}

    State now() {
        Map<String, Object> details = new LinkedHashMap<>();
        boolean up = true;
        if (hub == null) {
            details.put("host", String.valueOf(properties.host().uri()));
        } else {
            details.put("data", properties.data().toString());
            if (hub.failure().isCompletedExceptionally()) {
                up = false;
                details.put("failure", hub.failure().exceptionNow().toString());
            }
        }
        if (worker != null) {
            details.put("worker", worker.isConnected() ? "connected" : "not connected");
            up &= worker.isConnected();
        }
        return new State(up, details);
    }
}
