package dev.perdure.examples.demo;

import dev.perdure.examples.orders.Money;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.Outcome;
import java.util.Optional;
import java.util.Set;

/**
 * The people who answer requests for approval: yes up to {@value #APPROVED_CENTS_MAX} cents and no above. The office
 * for {@value #CLOSED} is closed today and does not answer at all. Thread-safe: stateless.
 */
final class Approver {

    static final long APPROVED_CENTS_MAX = 5_000_00;
    static final String CLOSED = "NO";

    private Approver() {}

    /** The answer to this order's request for approval; empty if there is none, or nothing to answer. */
    static Optional<Boolean> answer(Order order) {
        if (!order.problems().isEmpty()
                || !order.needsApproval()
                || order.shipTo().country().equals(CLOSED)) {
            return Optional.empty();
        }
        Money total = order.total();
        return Optional.of(total.cents() <= APPROVED_CENTS_MAX);
    }

    /** The outcomes that this order may have. An answer that comes too late lets the order expire. */
    static Set<Outcome> lawful(Order order) {
        if (!order.problems().isEmpty()) {
            return Set.of(Outcome.REJECTED);
        }
        if (!order.needsApproval()) {
            return Set.of(Outcome.COMPLETED);
        }
        return answer(order)
                .map(yes -> Set.of(yes ? Outcome.COMPLETED : Outcome.REJECTED, Outcome.EXPIRED))
                .orElse(Set.of(Outcome.EXPIRED));
    }
}
