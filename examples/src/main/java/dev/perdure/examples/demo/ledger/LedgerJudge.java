package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Says whether a run lost or doubled an order, from the ledger alone.
 *
 * <p><b>Lost</b>: an acknowledged order without exactly one final outcome, with one it cannot have, or whose ledger
 * lacks a step that its outcome rests on; also one that expired before its time, or although its answer had been
 * acknowledged in time. <b>Doubled</b>: an order with two instance ids or two execution ids, two task
 * ids for one step (a step includes the item and the try), two successes of one step, one task id for two different
 * things, a step that its outcome has no place for, a receipt used twice or used without being in the ledger, or work
 * for an order nobody asked for. The same task carried out again is neither: it is a re-run, counted with its cause.
 *
 * <p>Immutable. Judging is pure and takes time linear in the number of lines.
 */
public final class LedgerJudge {

    private final Map<String, Order> orders;
    private final Function<Order, Set<Outcome>> lawful;

    /**
     * A judge of runs over these orders.
     *
     * @param lawful the outcomes that an order may have, given what was answered to its request for approval
     */
    public LedgerJudge(Collection<Order> orders, Function<Order, Set<Outcome>> lawful) {
        Map<String, Order> byId = new LinkedHashMap<>();
        orders.forEach(order -> byId.put(order.id(), order));
        this.orders = byId;
        this.lawful = lawful;
    }

    /**
     * Judges one run: the starts and the answers that were acknowledged, all lines of the ledger, and the kills of the
     * host. All times are of one clock.
     */
    public Verdict judge(
            Collection<Start> starts, Collection<Answer> answers, List<LedgerLine> lines, List<Outage> outages) {
        Map<String, OrderEvidence> evidence = new TreeMap<>();
        for (Start start : starts) {
            evidence.computeIfAbsent(start.order(), OrderEvidence::new).add(start);
        }
        for (Answer answer : answers) {
            evidence.computeIfAbsent(answer.order(), OrderEvidence::new).add(answer);
        }
        for (LedgerLine line : lines) {
            evidence.computeIfAbsent(line.order(), OrderEvidence::new).add(line);
        }

        List<Finding> findings = new ArrayList<>();
        List<Rerun> reruns = new ArrayList<>();
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (OrderEvidence one : evidence.values()) {
            Order order = orders.get(one.orderId());
            if (order == null) {
                findings.add(new Finding(
                        Finding.Kind.DOUBLED, one.orderId(), "Something was done for it, but no such order was read."));
                continue;
            }
            OrderJudge judge = new OrderJudge(order, one, lawful.apply(order));
            findings.addAll(judge.findings());
            judge.outcome().ifPresent(outcome -> outcomes.merge(outcome, 1, Integer::sum));
            reruns.addAll(one.reruns(outages));
        }
        return new Verdict(findings, outcomes, reruns, lines.size());
    }
}
