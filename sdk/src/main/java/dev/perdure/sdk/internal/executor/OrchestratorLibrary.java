package dev.perdure.sdk.internal.executor;

import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.sdk.NotRegisteredException;
import dev.perdure.sdk.UnknownVersion;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The orchestrators that can be run, and how. Immutable.
 *
 * @param definitions by {@link OrchestratorDefinition#key()}
 * @param converter how values become payloads
 * @param unloading how parked threads are let go
 * @param unknownVersion what becomes of an instance of a version that is not there
 */
public record OrchestratorLibrary(
        Map<String, OrchestratorDefinition> definitions,
        DataConverter converter,
        Unloading unloading,
        UnknownVersion unknownVersion) {

    public OrchestratorLibrary {
        definitions = Map.copyOf(definitions);
    }

    /** A library that leaves unknown versions to others. */
    public OrchestratorLibrary(
            Map<String, OrchestratorDefinition> definitions, DataConverter converter, Unloading unloading) {
        this(definitions, converter, unloading, UnknownVersion.LEAVE);
    }

    /**
     * The code that an execution runs on: that of its version, else that for any version.
     *
     * @throws NotRegisteredException if there is neither
     */
    OrchestratorDefinition definition(ExecutionStartedEvent start) {
        OrchestratorDefinition found = find(start);
        if (found != null) {
            return found;
        }
        TreeSet<String> versions = versions(start.getName());
        throw new NotRegisteredException(
                versions.isEmpty()
                        ? "No orchestrator named '" + start.getName() + "' is registered with this worker, which has: "
                                + names() + "."
                        : noSuchVersion(start, versions));
    }

    /**
     * The input of an execution as its code takes it.
     *
     * @throws NotRegisteredException if there is no code for it
     * @throws dev.perdure.core.data.DataConversionException if the payload does not fit the code
     */
    public @Nullable Object readInput(ExecutionStartedEvent start) {
        String payload = start.hasInput() ? start.getInput().getValue() : null;
        return converter.deserialize(payload, definition(start).inputType());
    }

    /** Whether there is code for an execution. */
    public boolean serves(ExecutionStartedEvent start) {
        return find(start) != null;
    }

    /** Whether there is an orchestrator of this name, in any version. */
    public boolean knows(String name) {
        return definitions.values().stream()
                .anyMatch(definition -> definition.name().equals(name));
    }

    /** Why an execution is not for this worker; null if it is. */
    @Nullable
    String leftToOthers(ExecutionStartedEvent start) {
        if (unknownVersion != UnknownVersion.LEAVE || find(start) != null) {
            return null;
        }
        TreeSet<String> versions = versions(start.getName());
        return versions.isEmpty() ? null : noSuchVersion(start, versions);
    }

    private @Nullable OrchestratorDefinition find(ExecutionStartedEvent start) {
        OrchestratorDefinition exact = definitions.get(OrchestratorDefinition.key(start.getName(), version(start)));
        return exact == null ? definitions.get(start.getName()) : exact;
    }

    private static String noSuchVersion(ExecutionStartedEvent start, TreeSet<String> versions) {
        String version = version(start);
        return "The orchestrator '" + start.getName() + "' was started "
                + (version == null ? "without a version" : "with version '" + version + "'")
                + ", but this worker has it in the versions " + versions + " only.";
    }

    private TreeSet<String> names() {
        return definitions.values().stream()
                .map(OrchestratorDefinition::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private TreeSet<String> versions(String name) {
        return definitions.values().stream()
                .filter(definition -> definition.name().equals(name))
                .map(OrchestratorDefinition::version)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable String version(ExecutionStartedEvent start) {
        return start.hasVersion() ? start.getVersion().getValue() : null;
    }
}
