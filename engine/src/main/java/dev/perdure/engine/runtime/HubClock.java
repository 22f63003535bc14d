package dev.perdure.engine.runtime;

import dev.perdure.engine.committed.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the hub: that of the given source, except that it never runs back and does not follow a jump of more than
 * an hour forward, which would fire every timer of that hour at once. Such a jump is reported; a restart adopts it.
 *
 * <p>Thread-safe. Read often (the hub's ticker does), so that a quiet hour does not look like a jump.
 */
public final class HubClock {

    private static final Logger LOG = LoggerFactory.getLogger(HubClock.class);
    private static final long JUMP_MAX_MICROS = Duration.ofHours(1).toMillis() * 1_000;

    private final InstantSource source;
    private long lastHub;
    private long notAdopted;

    public HubClock(InstantSource source) {
        this.source = source;
        this.lastHub = micros(source.instant());
    }

    /** Microseconds since 1970. Never less than before. */
    public synchronized long micros() {
        long now = micros(source.instant());
        // Measured from the hub's own time: the way forward again after a step back is no jump.
        long ahead = now - notAdopted - lastHub;
        if (ahead > JUMP_MAX_MICROS) {
            notAdopted += ahead;
            LOG.error(
                    "The clock jumped forward by {} s. The hub does not follow: timers fire {} s late until the clock is "
                            + "set right or the host is restarted.",
                    ahead / 1_000_000,
                    notAdopted / 1_000_000);
        } else if (ahead < -JUMP_MAX_MICROS) {
            // The clock was set right again.
            notAdopted = Math.max(0, notAdopted + ahead);
        }
        lastHub = Math.max(lastHub, now - notAdopted);
        return lastHub;
    }

    /** Microseconds since 1970; what lies before that or after the year 9999 becomes the nearest of these. */
    static long micros(Instant instant) {
        return Micros.of(instant);
    }
}
