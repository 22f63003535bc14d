package dev.perdure.examples.orders;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes one order from its arrival to its one final outcome: shipped, rejected or expired. Plain blocking code; each
 * line that waits may wait for days and through any number of crashes.
 */
public final class FulfilOrder implements Orchestrator<Order, Fulfilment> {

    /** The external event that answers a request for approval; its payload is a boolean. */
    public static final String APPROVE = "approve";

    private static final RetryPolicy PAYMENT_RETRY = RetryPolicy.retrying(4, Duration.ofMillis(250));

    @Override
    public Fulfilment run(OrchestrationContext ctx, Order order) {
        OrderDesk desk = ctx.activities(OrderDesk.class);
        Warehouse warehouse = ctx.activities(Warehouse.class);
        Payments payments = ctx.activities(Payments.class, PAYMENT_RETRY);

        Validation validation = desk.validate(order);
        List<Receipt> receipts = new ArrayList<>(List.of(validation.receipt()));
        if (!validation.problems().isEmpty()) {
            return desk.reject(order.id(), validation.problems(), receipts);
        }

        List<Receipt> reserved = ctx.all(order.items(), item -> ctx.call(warehouse::reserve, order.id(), item));
        receipts.addAll(reserved);

        if (order.needsApproval()) {
            Optional<Boolean> answer = ctx.waitForEvent(APPROVE, Boolean.class).within(order.approveWithin());
            if (!answer.orElse(false)) {
                receipts.add(warehouse.release(order.id(), reserved));
                return answer.isPresent()
                        ? desk.reject(order.id(), List.of("The approval was declined."), receipts)
                        : desk.expire(order.id(), receipts);
            }
        }

        receipts.add(payments.charge(order.id(), order.total()));
        return warehouse.ship(order.id(), order.shipTo(), receipts);
    }
}
