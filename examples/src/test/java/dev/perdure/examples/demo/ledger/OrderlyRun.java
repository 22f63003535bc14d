package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.demo.ledger.LedgerLine.Result;
import dev.perdure.examples.orders.Item;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.Outcome;
import dev.perdure.examples.orders.Receipt;
import java.util.ArrayList;
import java.util.List;

/** Writes the ledger of a run in which everything goes well. Confined to one test. */
public final class OrderlyRun {

    public final List<Order> orders = new ArrayList<>();
    public final List<Start> starts = new ArrayList<>();
    public final List<Answer> answers = new ArrayList<>();
    public final List<LedgerLine> lines = new ArrayList<>();
    private int taskId;
    private long millis = 1_000;

    public OrderlyRun add(Order order, Outcome outcome, int failedPayments) {
        orders.add(order);
        starts.add(new Start(order.id(), instance(order)));
        taskId = 0;
        List<Receipt> used = new ArrayList<>();
        used.add(step(order, Step.VALIDATE, 1, Result.OK));
        if (outcome != Outcome.REJECTED || order.problems().isEmpty()) {
            for (Item item : order.items()) {
                used.add(step(order, Step.reserve(item.sku()), 1, Result.OK));
            }
            if (outcome == Outcome.COMPLETED) {
                for (int attempt = 1; attempt <= failedPayments; attempt++) {
                    step(order, Step.CHARGE, attempt, Result.FAILED_TRANSIENTLY);
                    taskId++; // the timer between two tries
                }
                used.add(step(order, Step.CHARGE, failedPayments + 1, Result.OK));
            } else {
                if (outcome == Outcome.EXPIRED) {
                    millis += order.approveWithin().toMillis();
                }
                used.add(step(order, Step.RELEASE, 1, Result.OK));
            }
        }
        String end = switch (outcome) {
            case COMPLETED -> Step.SHIP;
            case REJECTED -> Step.REJECT;
            case EXPIRED -> Step.EXPIRE;
        };
        lines.add(line(order, end, 1, Result.OK, used));
        return this;
    }

    /** Carries out once more what line {@code index} tells of, as after a redelivery at {@code beganMillis}. */
    public OrderlyRun rerun(int index, long beganMillis) {
        LedgerLine line = lines.get(index);
        lines.add(new LedgerLine(
                line.order(),
                line.step(),
                line.attempt(),
                line.instanceId(),
                line.executionId(),
                line.taskId(),
                line.delivery() + 1,
                line.result(),
                line.used(),
                beganMillis,
                beganMillis + 5));
        return this;
    }

    Verdict judge(Outage... outages) {
        return new LedgerJudge(orders, Orders::lawful).judge(starts, answers, lines, List.of(outages));
    }

    /** The index of the first line of this step. */
    int indexOf(String orderId, String step) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).order().equals(orderId) && lines.get(i).step().equals(step)) {
                return i;
            }
        }
        throw new AssertionError("no line of " + step + " of " + orderId);
    }

    static String instance(Order order) {
        return "instance-of-" + order.id();
    }

    private Receipt step(Order order, String step, int attempt, Result result) {
        LedgerLine line = line(order, step, attempt, result, List.of());
        lines.add(line);
        return line.receipt();
    }

    private LedgerLine line(Order order, String step, int attempt, Result result, List<Receipt> used) {
        millis += 10;
        return new LedgerLine(
                order.id(),
                step,
                attempt,
                instance(order),
                "execution-of-" + order.id(),
                taskId++,
                1,
                result,
                used,
                millis,
                millis + 8);
    }
}
