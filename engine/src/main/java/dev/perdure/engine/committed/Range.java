package dev.perdure.engine.committed;

import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A part of one index of one partition.
 *
 * @param name the orchestrator whose part of the name index it is, else null
 */
@SuppressWarnings("ArrayRecordComponent") // a holder, never compared
record Range(
        Family family, byte[] from, byte[] to, @Nullable String name) {

    /** The narrowest index for a query: ids by prefix, then the name, then what is open, then all by creation. */
    static Range of(InstanceQuery query, int partition) {
        if (!query.idPrefix().isEmpty()) {
            byte[] prefix = Keys.idPrefix(partition, query.idPrefix());
            return new Range(Family.INSTANCE, prefix, Keys.after(prefix), null);
        }
        String name = query.name();
        if (name != null) {
            return new Range(
                    Family.NAME_INDEX,
                    Keys.namedFrom(partition, name, query.createdFrom() == null ? 0 : Micros.of(query.createdFrom())),
                    Keys.namedFrom(partition, name, end(query.createdTo())),
                    name);
        }
        boolean open =
                !query.statuses().isEmpty() && query.statuses().stream().noneMatch(status -> status.isTerminal());
        return timed(
                open ? Family.OPEN_INDEX : Family.CREATED_INDEX, partition, query.createdFrom(), query.createdTo());
    }

    /** Both bounds inclusive. */
    static Range timed(Family family, int partition, @Nullable Instant from, @Nullable Instant to) {
        return new Range(
                family, Keys.time(partition, from == null ? 0 : Micros.of(from)), Keys.time(partition, end(to)), null);
    }

    /** All rows of a partition in a family whose keys begin with an id. */
    static Range whole(Family family, int partition) {
        return new Range(family, Keys.partition(partition), Keys.partition(partition + 1), null);
    }

    private static long end(@Nullable Instant to) {
        return to == null ? Long.MAX_VALUE : Micros.of(to) + 1;
    }

    /**
     * Where to go on behind a key.
     *
     * @throws IllegalArgumentException if the key does not lie in this range
     */
    byte[] behind(byte @Nullable [] key) {
        if (key == null) {
            return from;
        }
        if (Arrays.compareUnsigned(key, from) < 0 || Arrays.compareUnsigned(key, to) >= 0) {
            throw Position.foreign(null);
        }
        return Arrays.copyOf(key, key.length + 1);
    }

    String instanceIdOf(byte[] key) {
        if (name != null) {
            return Keys.namedInstanceIdOf(key, name);
        }
        return family == Family.INSTANCE || family == Family.GIVEN_UP
                ? Keys.instanceIdOf(key)
                : Keys.timedInstanceIdOf(key);
    }
}
