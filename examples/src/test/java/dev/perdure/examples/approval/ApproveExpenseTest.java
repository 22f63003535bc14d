package dev.perdure.examples.approval;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.ActivityStub;
import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import dev.perdure.testing.TestInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApproveExpenseTest {

    private static final Expense LUNCH = new Expense("ann", "max", "zoe", 2_000);

    @RegisterExtension
    final DurableHub hub = DurableHub.with(
            worker -> worker.orchestrator(ApproveExpense.class).activities(Mail.class, (person, instance) -> {}));

    @DurableTest
    void theManagerDecides() {
        TestInstance<String> instance = hub.start(ApproveExpense.class, LUNCH);
        hub.clock().advance(Duration.ofDays(1));
        instance.raiseEvent(ApproveExpense.DECISION, true);

        assertThat(instance.join()).isEqualTo("approved");
        assertThat(instance).calledActivity("ask", 1);
    }

    @Test
    void theDirectorIsAskedAfterThreeDays() {
        ActivityStub<?> ask = hub.activity(Mail.class, Mail::ask);
        TestInstance<String> instance = hub.start(ApproveExpense.class, LUNCH);
        hub.clock().advance(Duration.ofDays(4));
        assertThat(instance).hasCustomStatus("waits for max or zoe");

        instance.raiseEvent(ApproveExpense.DECISION, false);

        assertThat(instance.join()).isEqualTo("declined");
        assertThat(ask.arguments(0, String.class)).containsExactly("max", "zoe");
    }

    @Test
    void silenceIsANo() {
        TestInstance<String> instance = hub.start(ApproveExpense.class, LUNCH);

        assertThat(instance.join()).isEqualTo("expired");
        assertThat(instance).firedTimer(Duration.ofDays(3)).calledActivity("ask", 2);
    }
}
