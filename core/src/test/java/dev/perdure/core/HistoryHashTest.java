package dev.perdure.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryHashTest {

    /** Host and worker may be of different versions: these values are part of what they agree on. */
    @Test
    void givesTheSameValuesForEver() {
        assertThat(HistoryHash.next(HistoryHash.EMPTY, 1)).isEqualTo(0x5692161d100b05e5L);
        assertThat(HistoryHash.next(HistoryHash.next(HistoryHash.EMPTY, 1), -2)).isEqualTo(0xa18dc333bbd58d0dL);
    }

    @Test
    void tellsTurnsAndTheirOrderApart() {
        Set<Long> seen = new HashSet<>();
        for (long a = 1; a <= 100; a++) {
            for (long b = 1; b <= 100; b++) {
                assertThat(seen.add(HistoryHash.next(HistoryHash.next(HistoryHash.EMPTY, a), b)))
                        .isTrue();
            }
        }
    }
}
