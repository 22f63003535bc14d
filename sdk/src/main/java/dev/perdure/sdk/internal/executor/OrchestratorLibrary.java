package dev.perdure.sdk.internal.executor;

import dev.perdure.core.data.DataConverter;
import java.util.Map;

/**
 * The orchestrators that can be run, and how. Immutable.
 *
 * @param definitions by name
 * @param converter how values become payloads
 * @param unloading how parked threads are let go
 */
public record OrchestratorLibrary(
        Map<String, OrchestratorDefinition> definitions, DataConverter converter, Unloading unloading) {

    public OrchestratorLibrary {
        definitions = Map.copyOf(definitions);
    }
}
