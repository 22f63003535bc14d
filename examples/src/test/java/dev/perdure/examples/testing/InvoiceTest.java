package dev.perdure.examples.testing;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.testing.ActivityStub;
import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import dev.perdure.testing.TestInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InvoiceTest {

    private final Books books = new Books();

    @RegisterExtension
    final DurableHub hub =
            DurableHub.with(worker -> worker.orchestrator(BillCustomer.class).activities(Billing.class, books));

    @Test
    void remindsAfterThirtyDaysAndGivesUpAfterFortyFour() {
        TestInstance<String> billing = hub.start(BillCustomer.class, "ann");

        assertThat(billing.join()).isEqualTo("written off");

        assertThat(billing).firedTimer(Duration.ofDays(30)).calledActivity("remind", 1);
        assertThat(books.invoices).isEmpty();
    }

    @Test
    void aPaymentOnDayTwentyNineIsInTime() {
        TestInstance<String> billing = hub.start(BillCustomer.class, "ann");
        hub.clock().advance(Duration.ofDays(29));
        assertThat(billing).hasStatus(RuntimeStatus.RUNNING).neverCalledActivity("remind");

        billing.raiseEvent("paid", "cash");

        assertThat(billing.join()).isEqualTo("paid");
    }

    @Test
    void aReminderThatFailsIsSentAgain() {
        ActivityStub<String> remind = hub.activity(Billing.class, Billing::remind)
                .throwing(new IllegalStateException("the mail server is down"))
                .thenReturns("reminded");

        assertThat(hub.start(BillCustomer.class, "ann").join()).isEqualTo("written off");

        assertThat(remind.calls()).isEqualTo(2);
        assertThat(remind.inputs(String.class)).containsOnly("invoice of ann");
    }

    @DurableTest
    void billsOnceWhateverCrashes() {
        TestInstance<String> billing = hub.start(BillCustomer.class, "ann");
        hub.clock().advance(Duration.ofDays(31));
        billing.raiseEvent("paid", "cash");

        assertThat(billing.join()).isEqualTo("paid late");
        assertThat(books.invoices).hasSize(1);
        assertThat(books.reminders).hasSize(1);
    }
}
