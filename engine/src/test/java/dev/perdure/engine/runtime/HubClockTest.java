package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HubClockTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final HubClock clock = new HubClock(() -> now);

    private long after(Duration step) {
        now = now.plus(step);
        return clock.micros();
    }

    @Test
    void isRightAgainWhenAJumpBackIsUndone() {
        after(Duration.ofHours(-3));

        assertThat(after(Duration.ofHours(3).plusMinutes(1))).isEqualTo(HubClock.micros(now));
    }

    @Test
    void doesNotFollowAJumpForwardAndIsRightAgainWhenItIsUndone() {
        long before = clock.micros();

        assertThat(after(Duration.ofHours(3))).isEqualTo(before);
        assertThat(after(Duration.ofMinutes(1))).isEqualTo(before + 60_000_000);
        assertThat(after(Duration.ofHours(-3))).isEqualTo(HubClock.micros(now));
    }
}
