package dev.perdure.client;

import static java.util.Objects.requireNonNull;

import dev.perdure.core.InstanceId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an instance is to be started. Immutable: each method that sets something returns another object. */
public final class StartOptions {

    private static final StartOptions DEFAULTS =
            new StartOptions(null, null, null, null, IdReuse.REPLACE_TERMINAL, Map.of());
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final @Nullable String instanceId;
    private final @Nullable String traceParent;
    private final @Nullable String version;
    private final @Nullable Instant startTime;
    private final IdReuse idReuse;
    private final Map<String, String> tags;

    private StartOptions(
            @Nullable String instanceId,
            @Nullable String traceParent,
            @Nullable String version,
            @Nullable Instant startTime,
            IdReuse idReuse,
            Map<String, String> tags) {
        this.instanceId = instanceId;
        this.traceParent = traceParent;
        this.version = version;
        this.startTime = startTime;
        this.idReuse = idReuse;
        this.tags = tags;
    }

    /** A random instance id, the host's default version, at once, no tags, no trace. */
    public static StartOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Gives the instance this id. What happens if there is one of this id already is said by {@link #idReuse}.
     *
     * @throws dev.perdure.core.InvalidInstanceIdException if the id is not legal
     */
    public StartOptions instanceId(String id) {
        return new StartOptions(InstanceId.requireValid(id), traceParent, version, startTime, idReuse, tags);
    }

    /**
     * Runs the instance under this W3C trace context.
     *
     * @param value a {@code traceparent}, as in {@code 00-<32 hex digits>-<16 hex digits>-01}
     * @throws IllegalArgumentException if it has another form
     */
    public StartOptions traceParent(String value) {
        if (!TRACE_PARENT.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a W3C traceparent.");
        }
        return new StartOptions(instanceId, value, version, startTime, idReuse, tags);
    }

    /** Gives the instance this version, which the orchestrator sees. Hosts that are older than versions ignore it. */
    public StartOptions version(String value) {
        return new StartOptions(instanceId, traceParent, requireNonNull(value, "value"), startTime, idReuse, tags);
    }

    /** Lets the instance begin no earlier than at this moment; it is Pending until then. Perdure only. */
    public StartOptions startTime(Instant moment) {
        return new StartOptions(instanceId, traceParent, version, requireNonNull(moment, "moment"), idReuse, tags);
    }

    /** Says what to do if there is an instance of the id; {@link IdReuse#REPLACE_TERMINAL} unless set. */
    public StartOptions idReuse(IdReuse policy) {
        return new StartOptions(instanceId, traceParent, version, startTime, requireNonNull(policy, "policy"), tags);
    }

    /**
     * Adds a tag, by which instances can be listed. Perdure only.
     *
     * @throws IllegalArgumentException if the name is empty or holds a {@code =}
     */
    public StartOptions tag(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(requireTagName(name), requireNonNull(value, "value"));
        return new StartOptions(
                instanceId, traceParent, version, startTime, idReuse, Collections.unmodifiableMap(more));
    }

    static String requireTagName(String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("'" + name + "' cannot be a tag's name: it is empty or holds a '='.");
        }
        return name;
    }

    /** The id the instance is to have; empty for a random one. */
    public Optional<String> instanceId() {
        return Optional.ofNullable(instanceId);
    }

    /** The W3C trace context to run under; empty for none. */
    public Optional<String> traceParent() {
        return Optional.ofNullable(traceParent);
    }

    /** The version the instance is to have; empty for the host's default. */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /** The earliest moment to begin; empty for at once. */
    public Optional<Instant> startTime() {
        return Optional.ofNullable(startTime);
    }

    /** What to do if there is an instance of the id. */
    public IdReuse idReuse() {
        return idReuse;
    }

    /** The tags in the order they were added. Unmodifiable. */
    public Map<String, String> tags() {
        return tags;
    }
}
