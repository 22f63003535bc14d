package dev.perdure.engine.committed;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where a page ends: the last key it has seen. What clients hold is its text. */
@SuppressWarnings("ArrayRecordComponent") // a holder, never compared
record Position(int partition, byte @Nullable [] key) {

    private static final Position START = new Position(0, null);

    /** @throws IllegalArgumentException if the text is not that of a position in one of {@code partitions} */
    static Position parse(String text, int partitions) {
        if (text.isEmpty()) {
            return START;
        }
        try {
            int colon = text.indexOf(':');
            int partition = Integer.parseInt(text, 0, colon, 10);
            byte[] key = HexFormat.of().parseHex(text.substring(colon + 1));
            if (partition < 0 || partition >= partitions || key.length == 0) {
                throw foreign(null);
            }
            return new Position(partition, key);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw foreign(e);
        }
    }

    static IllegalArgumentException foreign(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "The continuation token is not one this host gave out for this query: begin again without it.", cause);
    }

    @Override
    public String toString() {
        return partition + ":" + (key == null ? "" : HexFormat.of().formatHex(key));
    }
}
