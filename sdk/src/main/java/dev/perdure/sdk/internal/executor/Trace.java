package dev.perdure.sdk.internal.executor;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The source lines from which an orchestrator called its context. Confined to the orchestrator's thread. */
final class Trace {

    private final Map<Integer, @Nullable String> byAction = new HashMap<>();
    private @Nullable String last;

    /** The calling code asks for an action. */
    void issued(int id) {
        last = CallSite.here();
        byAction.put(id, last);
    }

    /** The calling code waits. */
    void waits() {
        last = CallSite.here();
    }

    /** Where this action was asked for; if it was not, the last call. */
    @Nullable
    String lineOf(int id) {
        String line = byAction.get(id);
        return line == null ? last : line;
    }
}
