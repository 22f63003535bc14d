package dev.perdure.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStorageTest extends StorageConformance {

    @Override
    protected Storage open() {
        return new MemoryStorage();
    }

    @Override
    protected Storage reopen(Storage closed) {
        return ((MemoryStorage) closed).copy();
    }

    @Test
    void aCopyIsCutOffFromTheOriginal() {
        MemoryStorage original = new MemoryStorage();
        original.write(List.of(put(Family.META, "a", "1")));

        MemoryStorage copy = original.copy();
        original.write(List.of(put(Family.META, "a", "2")));
        copy.write(List.of(put(Family.META, "b", "3")));

        assertThat(dump(original)).isEqualTo("01/61/32\n");
        assertThat(dump(copy)).isEqualTo("01/61/31\n01/62/33\n");
    }
}
