package dev.perdure.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An activity that reminds again when it is carried out again. Passes as a plain test; fails as a durable one. */
class BrokenInvoice {

    private final Books books = new Books() {
        @Override
        public String remind(String invoice) {
            reminders.add(invoice);
            return "reminded";
        }
    };

    @RegisterExtension
    final DurableHub hub =
            DurableHub.with(worker -> worker.orchestrator(BillCustomer.class).activities(Billing.class, books));

    @DurableTest
    void remindsOnce() {
        assertThat(hub.start(BillCustomer.class, "ann").join()).isEqualTo("written off");

        assertThat(books.reminders).as("reminders").hasSize(1);
    }
}
