package dev.perdure.host.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a caller has shown. Immutable.
 *
 * @param linkExpires null if the caller may do anything; else it came by a link for just what it asks, which expires then
 */
public record Access(@Nullable Instant linkExpires) {

    /** Shown the key, or none is needed. */
    public static final Access FULL = new Access(null);

    boolean isFull() {
        return linkExpires == null;
    }
}
