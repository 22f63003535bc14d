package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.LedgerLine;
import dev.perdure.examples.demo.ledger.LedgerLine.Result;
import dev.perdure.examples.demo.ledger.Step;
import dev.perdure.examples.orders.Address;
import dev.perdure.examples.orders.Fulfilment;
import dev.perdure.examples.orders.Item;
import dev.perdure.examples.orders.Money;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.OrderDesk;
import dev.perdure.examples.orders.Outcome;
import dev.perdure.examples.orders.PaymentUnavailableException;
import dev.perdure.examples.orders.Payments;
import dev.perdure.examples.orders.Receipt;
import dev.perdure.examples.orders.Validation;
import dev.perdure.examples.orders.Warehouse;
import dev.perdure.sdk.ActivityContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The shop's activities for one call: each takes its time and then writes into the ledger what it did. Confined to the
 * call it was made for.
 */
final class DemoShop implements OrderDesk, Warehouse, Payments {

    /** What all calls of one worker share. */
    record Premises(JsonLines<LedgerLine> ledger, ActivityGauge gauge, InstantSource clock, Work work) {}

    /** Spends the time that a step takes. */
    interface Work {
        void take(Duration time) throws InterruptedException;
    }

    private final Premises premises;
    private final ActivityContext call;

    DemoShop(Premises premises, ActivityContext call) {
        this.premises = premises;
        this.call = call;
    }

    @Override
    public Validation validate(Order order) {
        return new Validation(order.problems(), carryOut(order.id(), Step.VALIDATE, Result.OK, List.of()));
    }

    @Override
    public Receipt reserve(String orderId, Item item) {
        return carryOut(orderId, Step.reserve(item.sku()), Result.OK, List.of());
    }

    @Override
    public Receipt charge(String orderId, Money total) {
        boolean unavailable = call.attempt() <= Pace.failuresOfPayment(orderId);
        Receipt receipt =
                carryOut(orderId, Step.CHARGE, unavailable ? Result.FAILED_TRANSIENTLY : Result.OK, List.of());
        if (unavailable) {
            throw new PaymentUnavailableException(orderId);
        }
        return receipt;
    }

    @Override
    public Receipt release(String orderId, List<Receipt> reservations) {
        return carryOut(orderId, Step.RELEASE, Result.OK, List.of());
    }

    @Override
    public Fulfilment ship(String orderId, Address shipTo, List<Receipt> receipts) {
        carryOut(orderId, Step.SHIP, Result.OK, receipts);
        return new Fulfilment(orderId, Outcome.COMPLETED, "It is on its way to " + shipTo.city() + ".");
    }

    @Override
    public Fulfilment reject(String orderId, List<String> reasons, List<Receipt> receipts) {
        carryOut(orderId, Step.REJECT, Result.OK, receipts);
        return new Fulfilment(orderId, Outcome.REJECTED, String.join(" ", reasons));
    }

    @Override
    public Fulfilment expire(String orderId, List<Receipt> receipts) {
        carryOut(orderId, Step.EXPIRE, Result.OK, receipts);
        return new Fulfilment(orderId, Outcome.EXPIRED, "Nobody approved it in time.");
    }

    private Receipt carryOut(String orderId, String step, Result result, List<Receipt> used) {
        premises.gauge().begin();
        try {
            long began = premises.clock().millis();
            premises.work().take(Pace.of(orderId, step));
            LedgerLine line = new LedgerLine(
                    orderId,
                    step,
                    call.attempt(),
                    call.instanceId(),
                    call.executionId(),
                    call.taskId(),
                    call.deliveryNumber(),
                    result,
                    used,
                    began,
                    premises.clock().millis());
            premises.ledger().append(line);
            if (Step.outcome(step).isPresent()) {
                premises.gauge().orderEnded();
            }
            return line.receipt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Step " + step + " of order " + orderId + " was cut short.", e);
        } finally {
            premises.gauge().end();
        }
    }
}
