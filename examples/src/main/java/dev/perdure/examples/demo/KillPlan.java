package dev.perdure.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When the host is to be killed: one entry a kill, each the number of acknowledged starts after which it may come. The
 * kill then comes at a random moment at which enough is in flight. Immutable.
 *
 * @param afterStarts at least one entry, each at least 1, rising
 */
record KillPlan(List<Integer> afterStarts) {

    /** The fewest orders that must be in flight at a kill. */
    static final int ORDERS_MIN = 50;

    /** The fewest activities that must be in flight at a kill. */
    static final int ACTIVITIES_MIN = 20;

    KillPlan {
        afterStarts = List.copyOf(afterStarts);
        int last = 0;
        for (int starts : afterStarts) {
            if (starts <= last) {
                throw new IllegalArgumentException(
                        "The numbers of starts after which the host is killed must rise from 1, not " + afterStarts
                                + ".");
            }
            last = starts;
        }
        if (afterStarts.isEmpty()) {
            throw new IllegalArgumentException("The host must be killed at least once.");
        }
    }

    /** One kill, after a tenth to eight tenths of {@code orders} starts. */
    static KillPlan random(int orders, RandomGenerator random) {
        int first = Math.max(1, orders / 10);
        int last = Math.max(first, orders * 8 / 10);
        return new KillPlan(new ArrayList<>(List.of(random.nextInt(first, last + 1))));
    }
}
