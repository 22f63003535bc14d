package dev.perdure.sdk.internal.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeterministicUuidTest {

    @Test
    void followsTheFormulaOfDurableFunctionsHosts() {
        Instant time = Instant.parse("2024-01-02T03:04:05.1234567Z");

        assertThat(DeterministicUuid.of("inst-1", time, 0))
                .isEqualTo(UUID.fromString("5f34030a-1905-5e2c-8624-8e566aee4a3a"));
        assertThat(DeterministicUuid.of("inst-1", time, 1))
                .isEqualTo(UUID.fromString("4805eac5-4b1c-5ac4-950e-07d7c42ddd17"));
    }

    @Test
    void isAVersion5Uuid() {
        UUID uuid = DeterministicUuid.of("x", Instant.EPOCH, 9);

        assertThat(uuid.version()).isEqualTo(5);
        assertThat(uuid.variant()).isEqualTo(2);
    }
}
