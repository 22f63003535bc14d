package dev.perdure.engine.committed;

import dev.perdure.engine.EndedPage;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A walk over one time-ordered index of all partitions at once, in the order of time and then id. All partitions go on
 * behind the same time and id, so a position is the key of any one row.
 *
 * <p>Immutable.
 */
final class EndedWalk {

    private final Storage storage;
    private final int partitions;

    EndedWalk(Storage storage, int partitions) {
        this.storage = storage;
        this.partitions = partitions;
    }

    /**
     * One page.
     *
     * @param wanted whether a row with this value is to be in it
     * @throws IllegalArgumentException if {@code after} is not where a page of this query has ended
     */
    EndedPage page(Predicate<byte[]> wanted, IntFunction<Range> ranges, int pageSize, String after) {
        Position start = Position.parse(after, partitions);
        if (start.key() != null && start.key().length < Keys.time(0, 0).length) {
            throw Position.foreign(null);
        }
        List<byte[]> rows = new ArrayList<>();
        byte[] horizon = null;
        for (int partition = 0; partition < partitions; partition++) {
            byte[] end = scan(ranges.apply(partition), partition, start.key(), pageSize, wanted, rows);
            if (end != null && (horizon == null || Keys.compareTimed(end, horizon) < 0)) {
                horizon = end;
            }
        }
        rows.sort(Keys::compareTimed);
        List<String> ids = new ArrayList<>();
        for (byte[] row : rows) {
            if (ids.size() == pageSize) {
                return new EndedPage(ids, position(rows.get(pageSize - 1)));
            }
            if (horizon != null && Keys.compareTimed(row, horizon) > 0) {
                break;
            }
            ids.add(Keys.timedInstanceIdOf(row));
        }
        return new EndedPage(ids, horizon == null ? "" : position(horizon));
    }

    /** Adds the keys of wanted rows, and returns the last key looked at if there are more; null if there are none. */
    private byte @Nullable [] scan(
            Range range,
            int partition,
            byte @Nullable [] after,
            int pageSize,
            Predicate<byte[]> wanted,
            List<byte[]> rows) {
        byte[] from = after == null ? range.from() : range.behind(Keys.inPartition(partition, after));
        int[] left = {pageSize, Math.max(pageSize, Listing.ROWS_MAX / partitions)};
        byte[][] last = {null, null};
        storage.scan(range.family(), from, range.to(), (key, value) -> {
            if (left[0] == 0 || left[1] == 0) {
                last[1] = last[0];
                return false;
            }
            left[1]--;
            if (wanted.test(value)) {
                left[0]--;
                rows.add(key);
            }
            last[0] = key;
            return true;
        });
        return last[1];
    }

    private static String position(byte[] key) {
        return new Position(Keys.partitionOf(key), Arrays.copyOf(key, key.length)).toString();
    }
}
