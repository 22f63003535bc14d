package dev.perdure.client;

import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which instances a list holds: those that meet every condition set. Immutable: each method that sets something returns
 * another object.
 */
public final class InstanceFilter {

    /** The greatest page size a host serves. */
    public static final int PAGE_SIZE_MAX = 1_000;

    private static final InstanceFilter ALL = new InstanceFilter(Set.of(), null, null, "", 100, false);

    private final Set<RuntimeStatus> statuses;
    private final @Nullable Instant createdFrom;
    private final @Nullable Instant createdTo;
    private final String idPrefix;
    private final int pageSize;
    private final boolean showsInput;

    private InstanceFilter(
            Set<RuntimeStatus> statuses,
            @Nullable Instant createdFrom,
            @Nullable Instant createdTo,
            String idPrefix,
            int pageSize,
            boolean showsInput) {
        this.statuses = statuses;
        this.createdFrom = createdFrom;
        this.createdTo = createdTo;
        this.idPrefix = idPrefix;
        this.pageSize = pageSize;
        this.showsInput = showsInput;
    }

    /** Every instance, without its input, fetched in pages of 100. */
    public static InstanceFilter all() {
        return ALL;
    }

    /** Only instances in one of these statuses; none given means any status. */
    public InstanceFilter statuses(RuntimeStatus... anyOf) {
        EnumSet<RuntimeStatus> set = EnumSet.noneOf(RuntimeStatus.class);
        set.addAll(Arrays.asList(anyOf));
        return new InstanceFilter(
                Collections.unmodifiableSet(set), createdFrom, createdTo, idPrefix, pageSize, showsInput);
    }

    /** Only instances created at this moment or later. */
    public InstanceFilter createdFrom(Instant moment) {
        return new InstanceFilter(statuses, moment, createdTo, idPrefix, pageSize, showsInput);
    }

    /** Only instances created at this moment or earlier. */
    public InstanceFilter createdTo(Instant moment) {
        return new InstanceFilter(statuses, createdFrom, moment, idPrefix, pageSize, showsInput);
    }

    /** Only instances whose id begins with this text. */
    public InstanceFilter idPrefix(String prefix) {
        return new InstanceFilter(statuses, createdFrom, createdTo, prefix, pageSize, showsInput);
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
        return new InstanceFilter(statuses, createdFrom, createdTo, idPrefix, count, showsInput);
    }

    /** Fetches each instance with its input. */
    public InstanceFilter withInput() {
        return new InstanceFilter(statuses, createdFrom, createdTo, idPrefix, pageSize, true);
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

    /** How many instances are fetched at a time. */
    public int pageSize() {
        return pageSize;
    }

    /** Whether each instance comes with its input. */
    public boolean showsInput() {
        return showsInput;
    }
}
