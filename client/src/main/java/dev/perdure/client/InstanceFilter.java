package dev.perdure.client;

import static java.util.Objects.requireNonNull;

import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which instances a list or a purge is about: those that meet every condition set. Immutable: each method that sets
 * something returns another object.
 */
public final class InstanceFilter {

    /** The greatest page size a host serves. */
    public static final int PAGE_SIZE_MAX = 1_000;

    private static final InstanceFilter ALL = new InstanceFilter();

    // Written only while an object is made, by one thread: see with().
    private Set<RuntimeStatus> statuses = Set.of();
    private @Nullable Instant createdFrom;
    private @Nullable Instant createdTo;
    private String idPrefix = "";
    private @Nullable String name;
    private Map<String, String> tags = Map.of();
    private int pageSize = 100;
    private boolean showsInput;
    private boolean showsDetails;

    private InstanceFilter() {}

    private InstanceFilter with(Consumer<InstanceFilter> change) {
        InstanceFilter copy = new InstanceFilter();
        copy.statuses = statuses;
        copy.createdFrom = createdFrom;
        copy.createdTo = createdTo;
        copy.idPrefix = idPrefix;
        copy.name = name;
        copy.tags = tags;
        copy.pageSize = pageSize;
        copy.showsInput = showsInput;
        copy.showsDetails = showsDetails;
        change.accept(copy);
        return copy;
    }

    /** Every instance, without its input, fetched in pages of 100. */
    public static InstanceFilter all() {
        return ALL;
    }

    /** Only instances in one of these statuses; none given means any status. */
    public InstanceFilter statuses(RuntimeStatus... anyOf) {
        EnumSet<RuntimeStatus> set = EnumSet.noneOf(RuntimeStatus.class);
        set.addAll(Arrays.asList(anyOf));
        return with(f -> f.statuses = Collections.unmodifiableSet(set));
    }

    /** Only instances created at this moment or later. */
    public InstanceFilter createdFrom(Instant moment) {
        return with(f -> f.createdFrom = requireNonNull(moment, "moment"));
    }

    /** Only instances created at this moment or earlier. */
    public InstanceFilter createdTo(Instant moment) {
        return with(f -> f.createdTo = requireNonNull(moment, "moment"));
    }

    /** Only instances whose id begins with this text. */
    public InstanceFilter idPrefix(String prefix) {
        return with(f -> f.idPrefix = requireNonNull(prefix, "prefix"));
    }

    /** Only instances of the orchestrator with exactly this name. A host other than Perdure sends all, and they are chosen here. */
    public InstanceFilter name(String orchestrator) {
        return with(f -> f.name = requireNonNull(orchestrator, "orchestrator"));
    }

    /**
     * Only instances with this tag, besides those asked for before. Perdure only.
     *
     * @throws IllegalArgumentException if the name is empty or holds a {@code =}
     */
    public InstanceFilter tag(String tag, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(StartOptions.requireTagName(tag), requireNonNull(value, "value"));
        return with(f -> f.tags = Collections.unmodifiableMap(more));
    }

    /**
     * Fetches this many instances at a time.
     *
     * @throws IllegalArgumentException unless it is 1 to {@value #PAGE_SIZE_MAX}
     */
    public InstanceFilter pageSize(int count) {
        if (count < 1 || count > PAGE_SIZE_MAX) {
            throw new IllegalArgumentException("A page holds 1 to " + PAGE_SIZE_MAX + " instances, not " + count + ".");
        }
        return with(f -> f.pageSize = count);
    }

    /** Fetches each instance with its input. */
    public InstanceFilter withInput() {
        return with(f -> f.showsInput = true);
    }

    /** Fetches each instance with what only Perdure tells: execution id, version, tags, further times, failure details. */
    public InstanceFilter withDetails() {
        return with(f -> f.showsDetails = true);
    }

    /** The statuses asked for; empty for any. Unmodifiable. */
    public Set<RuntimeStatus> statuses() {
        return statuses;
    }

    /** The earliest creation asked for. */
    public Optional<Instant> createdFrom() {
        return Optional.ofNullable(createdFrom);
    }

    /** The latest creation asked for. */
    public Optional<Instant> createdTo() {
        return Optional.ofNullable(createdTo);
    }

    /** What the ids asked for begin with; empty for anything. */
    public String idPrefix() {
        return idPrefix;
    }

    /** The name of the orchestrator asked for. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** The tags asked for, in the order they were added. Unmodifiable. */
    public Map<String, String> tags() {
        return tags;
    }

    /** How many instances are fetched at a time. */
    public int pageSize() {
        return pageSize;
    }

    /** Whether each instance comes with its input. */
    public boolean showsInput() {
        return showsInput;
    }

    /** Whether each instance comes with what only Perdure tells. */
    public boolean showsDetails() {
        return showsDetails;
    }
}
