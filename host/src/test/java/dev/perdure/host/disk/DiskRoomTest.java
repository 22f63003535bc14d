package dev.perdure.host.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskRoomTest {

    @Test
    void aFaultOfOneActionKeepsNeitherTheOthersNorTheNextLookFromBeingRun() {
        AtomicLong free = new AtomicLong(100);
        AtomicInteger told = new AtomicInteger();
        try (DiskRoom room = DiskRoom.of(Path.of("."), 50, free::get)) {
            room.whenLow(() -> {
                throw new IllegalStateException("on purpose");
            });
            room.whenLow(told::incrementAndGet);

            free.set(10);
            room.sample();
            free.set(100);
            room.sample();

            assertThat(told).hasValue(1);
            assertThat(room.isLow()).isFalse();
        }
    }

    @Test
    void aDiskThatCannotBeAskedIsTakenToBeAsItWas() {
        AtomicLong free = new AtomicLong(10);
        try (DiskRoom room = DiskRoom.of(Path.of("."), 50, () -> {
            if (free.get() < 0) {
                throw new IllegalArgumentException("on purpose");
            }
            return free.get();
        })) {
            free.set(-1);
            room.sample();

            assertThat(room.isLow()).isTrue();
            assertThat(room.freeBytes()).isEqualTo(10);
        }
    }
}
