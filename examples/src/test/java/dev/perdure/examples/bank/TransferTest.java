package dev.perdure.examples.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.EntityId;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import dev.perdure.testing.TestInstance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransferTest {

    /** Opens accounts with some money each. */
    static final class Open implements Orchestrator<Integer, Void> {

        @Override
        public Void run(OrchestrationContext ctx, Integer accounts) {
            for (int i = 0; i < accounts; i++) {
                ctx.entity(Account.class, new EntityId("account", "a" + i)).deposit(100);
            }
            return null;
        }
    }

    @RegisterExtension
    final DurableHub hub = DurableHub.with(worker ->
            worker.orchestrator(Transfer.class).orchestrator(Open.class).entity("account", AccountEntity::new));

    @DurableTest
    void movesTheMoneyOnceWhateverHappens() {
        hub.start(Open.class, 2).join();

        assertThat(hub.start(Transfer.class, new Order("a0", "a1", 70)).join()).isTrue();

        assertThat(balances(2)).containsExactly(30L, 170L);
    }

    @Test
    void refusesWhatThePayerDoesNotHave() {
        hub.start(Open.class, 2).join();

        assertThat(hub.start(Transfer.class, new Order("a0", "a1", 101)).join()).isFalse();

        assertThat(balances(2)).containsExactly(100L, 100L);
    }

    @Test
    void transfersInAllDirectionsNeitherWaitForEachOtherNorLoseACent() {
        hub.start(Open.class, 4).join();
        List<TestInstance<Boolean>> transfers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            transfers.add(hub.start(Transfer.class, new Order("a" + i % 4, "a" + (i * 7 + 1) % 4, 13)));
        }

        transfers.forEach(TestInstance::join);

        assertThat(balances(4).stream().mapToLong(cents -> cents).sum()).isEqualTo(400);
    }

    private List<Long> balances(int accounts) {
        List<Long> balances = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            balances.add(hub.entityState(new EntityId("account", "a" + i), Long.class)
                    .orElseThrow());
        }
        return balances;
    }
}
