package dev.perdure.simulator.check;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.record.InstanceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is durable of one instance, as the checks have seen it. */
final class InstanceMirror {

    /** One chunk of history. */
    record Chunk(long first, List<HistoryEvent> events) {}

    final String instanceId;

    @Nullable
    InstanceRecord record;

    @Nullable
    Execution execution;
    /** By sequence: the ids of external events that wait. */
    final TreeMap<Long, String> inbox = new TreeMap<>();
    /** Chunks put by the present write, by ordinal of the execution. */
    final Map<Integer, List<Chunk>> fresh = new HashMap<>();
    /** External events that left the inbox in the present write. */
    final List<String> left = new ArrayList<>();

    InstanceMirror(String instanceId) {
        this.instanceId = instanceId;
    }

    RuntimeStatus status() {
        InstanceRecord present = record;
        return present == null ? RuntimeStatus.PENDING : RuntimeStatus.of(present.getStatus());
    }
}
