package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.Outcome;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The steps of an order under the names the ledger uses. Thread-safe: stateless. */
public final class Step {

    /** The check of the order. */
    public static final String VALIDATE = "validate";

    /** The payment. */
    public static final String CHARGE = "charge";

    /** The return of everything reserved. */
    public static final String RELEASE = "release";

    /** The final step of a completed order. */
    public static final String SHIP = "ship";

    /** The final step of a rejected order. */
    public static final String REJECT = "reject";

    /** The final step of an expired order. */
    public static final String EXPIRE = "expire";

    private Step() {}

    /** The reservation of one article. */
    public static String reserve(String sku) {
        return "reserve:" + sku;
    }

    /** The outcome that {@code step} gives an order, or empty if it is not a final step. */
    public static Optional<Outcome> outcome(String step) {
        return switch (step) {
            case SHIP -> Optional.of(Outcome.COMPLETED);
            case REJECT -> Optional.of(Outcome.REJECTED);
            case EXPIRE -> Optional.of(Outcome.EXPIRED);
            default -> Optional.empty();
        };
    }

    /** The steps whose results the end of {@code order} must rest on, if it ends with {@code outcome}. */
    static Set<String> before(Outcome outcome, Order order) {
        Set<String> steps = new LinkedHashSet<>();
        steps.add(VALIDATE);
        if (outcome == Outcome.REJECTED && !order.problems().isEmpty()) {
            return steps;
        }
        order.items().forEach(item -> steps.add(reserve(item.sku())));
        steps.add(
                switch (outcome) {
                    case COMPLETED -> CHARGE;
                    case REJECTED, EXPIRED -> RELEASE;
                });
        return steps;
    }
}
