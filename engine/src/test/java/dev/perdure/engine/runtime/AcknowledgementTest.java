package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.AcknowledgeMessages;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.storage.MemoryStorage;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {

    private final StateMachine machine = new StateMachine(new MemoryStorage(), 0, 2, 10);

    private boolean acknowledge(long upTo) {
        Command command = Command.newBuilder()
                .setTime(1)
                .setAcknowledgeMessages(
                        AcknowledgeMessages.newBuilder().setDestination(1).setUpTo(upTo))
                .build();
        return !machine.run(command, event -> {}).isStale();
    }

    @Test
    void oneThatWasOvertakenTakesNothingBack() {
        assertThat(acknowledge(2)).isTrue();

        assertThat(acknowledge(1)).isFalse();
        assertThat(acknowledge(2)).isFalse();

        assertThat(machine.state().acknowledged(1)).isEqualTo(2);
        assertThat(acknowledge(3)).isTrue();
    }
}
