package dev.perdure.host.grpc;

import com.google.protobuf.Timestamp;
import dev.perdure.host.rules.BrokenRuleException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times of the wire. */
final class Times {

    /** The years 1 to 9999, as the wire has them. */
    private static final long SECONDS_MIN = -62_135_596_800L;

    private static final long SECONDS_MAX = 253_402_300_799L;

    private Times() {}

    /** @throws BrokenRuleException if it is no time of the years 1 to 9999 */
    static Instant instant(Timestamp timestamp) {
        if (timestamp.getSeconds() < SECONDS_MIN
                || timestamp.getSeconds() > SECONDS_MAX
                || timestamp.getNanos() < 0
                || timestamp.getNanos() > 999_999_999) {
            throw new BrokenRuleException("A time of the request is not within the years 1 to 9999.");
        }
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    static @Nullable Instant instant(boolean present, Timestamp timestamp) {
        return present ? instant(timestamp) : null;
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
