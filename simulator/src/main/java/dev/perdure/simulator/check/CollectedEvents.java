package dev.perdure.simulator.check;

import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.workload.Ledger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Judges what collectors have got: no event twice, each sender's in order, and none left out that was acknowledged.
 * Thread-safe if the ledger is not changed meanwhile.
 */
public final class CollectedEvents implements StoreWatcher.Collector {

    private final UnaryOperator<String> rootOf;
    private final Ledger ledger;

    /** @param rootOf the first execution of the instance that an execution goes on from */
    public CollectedEvents(UnaryOperator<String> rootOf, Ledger ledger) {
        this.rootOf = rootOf;
        this.ledger = ledger;
    }

    @Override
    public void completed(String instanceId, String executionId, String name, String output) {
        if (!name.equals("COLLECT") && !name.equals("CONTINUE")) {
            return;
        }
        List<String> got = List.of(Inputs.text(output).split(","));
        Set<String> all = new HashSet<>(got);
        if (all.size() != got.size()) {
            throw new Violation(
                    Invariant.NO_LOST_EVENT,
                    instanceId,
                    "Instance " + instanceId + " got an event twice: " + got + ".");
        }
        Map<String, Integer> last = new HashMap<>();
        for (String event : got) {
            int number = number(event);
            Integer before = last.put(sender(event), number);
            if (before != null && before > number) {
                throw new Violation(
                        Invariant.NO_LOST_EVENT,
                        instanceId,
                        "Instance " + instanceId + " got the events of one sender out of order: " + got + ".");
            }
        }
        for (String acked : ledger.eventsAcked(rootOf.apply(executionId))) {
            Integer latest = last.get(sender(acked));
            if (latest != null && number(acked) < latest && !all.contains(acked)) {
                throw new Violation(
                        Invariant.NO_LOST_EVENT,
                        instanceId,
                        "Instance " + instanceId + " got " + got + " and not " + acked + ", which was acknowledged.");
            }
        }
    }

    private static String sender(String event) {
        return event.substring(0, event.lastIndexOf(':'));
    }

    private static int number(String event) {
        return Integer.parseInt(event.substring(event.lastIndexOf(':') + 1));
    }
}
