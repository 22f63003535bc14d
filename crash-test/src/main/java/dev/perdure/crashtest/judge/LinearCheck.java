package dev.perdure.crashtest.judge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that the calls on one instance are linearizable: that there is an order of them in which each took effect at one
 * moment between its call and its end, and which {@link LifeState} allows. Status reads are calls like all others, so a
 * read that goes back behind what was acknowledged or read before has no place in any order.
 *
 * <p>Walks through calls and ends in the order of time and keeps all states that are possible so far, each with the
 * pending calls that have taken effect in it. A call without an end may take effect at any time, or never. The time is
 * linear in the number of calls and exponential only in how many are pending at once.
 */
final class LinearCheck {

    /** Beyond this many pending calls nothing is said, because it would take too long. */
    private static final int PENDING_MAX = 12;

    private record Possibility(LifeState state, Set<Call> effective) {}

    private record Moment(long nanos, boolean isEnd, Call call) {}

    private final List<Call> pending = new ArrayList<>();
    private Set<Possibility> possible = Set.of(new Possibility(LifeState.ABSENT, Set.of()));

    private LinearCheck() {}

    /** The first call that fits into no order, or empty if all do. */
    static Optional<Violation> firstMisfit(Collection<Call> calls) {
        List<Moment> moments = new ArrayList<>();
        for (Call call : calls) {
            if (LifeState.isTelling(call)) {
                moments.add(new Moment(call.calledNanos(), false, call));
                if (call.endedNanos() != Long.MAX_VALUE) {
                    moments.add(new Moment(call.endedNanos(), true, call));
                }
            }
        }
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(Moment::isEnd));
        LinearCheck check = new LinearCheck();
        for (Moment moment : moments) {
            if (!moment.isEnd()) {
                check.pending.add(moment.call());
            } else {
                if (check.pending.size() > PENDING_MAX) {
                    return Optional.empty();
                }
                Set<LifeState> before = check.states();
                check.end(moment.call());
                if (check.possible.isEmpty()) {
                    return Optional.of(new Violation(moment.call(), before));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A call that fits into no order.
     *
     * @param before what the instance may have been when it ended, by all other calls
     */
    record Violation(Call call, Set<LifeState> before) {}

    private Set<LifeState> states() {
        Set<LifeState> states = new HashSet<>();
        reachable().forEach(one -> states.add(one.state()));
        return states;
    }

    private void end(Call call) {
        Set<Possibility> left = new HashSet<>();
        for (Possibility one : reachable()) {
            if (one.effective().contains(call)) {
                Set<Call> rest = new HashSet<>(one.effective());
                rest.remove(call);
                left.add(new Possibility(one.state(), Set.copyOf(rest)));
            }
        }
        pending.remove(call);
        possible = left;
    }

    private Set<Possibility> reachable() {
        Set<Possibility> seen = new HashSet<>(possible);
        Deque<Possibility> toVisit = new ArrayDeque<>(possible);
        for (Possibility one = toVisit.poll(); one != null; one = toVisit.poll()) {
            for (LifeState next : one.state().byItself()) {
                visit(new Possibility(next, one.effective()), seen, toVisit);
            }
            for (Call call : pending) {
                if (!one.effective().contains(call)) {
                    for (LifeState next : one.state().after(call)) {
                        Set<Call> effective = new HashSet<>(one.effective());
                        effective.add(call);
                        visit(new Possibility(next, Set.copyOf(effective)), seen, toVisit);
                    }
                }
            }
        }
        return seen;
    }

    private static void visit(Possibility one, Set<Possibility> seen, Deque<Possibility> toVisit) {
        if (seen.add(one)) {
            toVisit.add(one);
        }
    }
}
