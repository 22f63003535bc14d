package dev.perdure.client.entity;

import static java.util.Objects.requireNonNull;

import dev.perdure.client.InstanceFilter;
import dev.perdure.core.EntityId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which entities a list holds: those that meet every condition set. Immutable: each method that sets something returns
 * another object.
 */
public final class EntityFilter {

    private static final EntityFilter ALL = new EntityFilter(null, null, null, 100, false);

    private final @Nullable String name;
    private final @Nullable Instant lastOperationFrom;
    private final @Nullable Instant lastOperationTo;
    private final int pageSize;
    private final boolean showsState;

    private EntityFilter(
            @Nullable String name,
            @Nullable Instant lastOperationFrom,
            @Nullable Instant lastOperationTo,
            int pageSize,
            boolean showsState) {
        this.name = name;
        this.lastOperationFrom = lastOperationFrom;
        this.lastOperationTo = lastOperationTo;
        this.pageSize = pageSize;
        this.showsState = showsState;
    }

    /** Every entity, without its state, fetched in pages of 100. */
    public static EntityFilter all() {
        return ALL;
    }

    /**
     * Only entities of this name; case does not matter.
     *
     * @throws IllegalArgumentException if no entity can have it
     */
    public EntityFilter name(String entityName) {
        String legal = new EntityId(entityName, "").name();
        return new EntityFilter(legal, lastOperationFrom, lastOperationTo, pageSize, showsState);
    }

    /** Only entities whose last operation was at this moment or later. */
    public EntityFilter lastOperationFrom(Instant moment) {
        return new EntityFilter(name, requireNonNull(moment, "moment"), lastOperationTo, pageSize, showsState);
    }

    /** Only entities whose last operation was at this moment or earlier. */
    public EntityFilter lastOperationTo(Instant moment) {
        return new EntityFilter(name, lastOperationFrom, requireNonNull(moment, "moment"), pageSize, showsState);
    }

    /**
     * Fetches this many entities at a time.
     *
     * @throws IllegalArgumentException unless it is 1 to {@link InstanceFilter#PAGE_SIZE_MAX}
     */
    public EntityFilter pageSize(int count) {
        if (count < 1 || count > InstanceFilter.PAGE_SIZE_MAX) {
            throw new IllegalArgumentException(
                    "A page holds 1 to " + InstanceFilter.PAGE_SIZE_MAX + " entities, not " + count + ".");
        }
        return new EntityFilter(name, lastOperationFrom, lastOperationTo, count, showsState);
    }

    /** Fetches each entity with its state. */
    public EntityFilter withState() {
        return new EntityFilter(name, lastOperationFrom, lastOperationTo, pageSize, true);
    }

    /** The name asked for, in lower case; empty for any. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** The earliest last operation asked for. */
    public Optional<Instant> lastOperationFrom() {
        return Optional.ofNullable(lastOperationFrom);
    }

    /** The latest last operation asked for. */
    public Optional<Instant> lastOperationTo() {
        return Optional.ofNullable(lastOperationTo);
    }

    /** How many entities are fetched at a time. */
    public int pageSize() {
        return pageSize;
    }

    /** Whether each entity comes with its state. */
    public boolean showsState() {
        return showsState;
    }
}
