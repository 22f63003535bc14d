package dev.perdure.examples.demo;

import dev.perdure.examples.orders.Order;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When the host is to be killed: one entry a kill, each the number of activities that must have begun before it. The
 * kill then comes at the next random moment at which enough is in flight. Immutable.
 *
 * @param afterActivities at least one entry, each at least 1, rising
 */
record KillPlan(List<Integer> afterActivities) {

    /** The fewest orders that must be in flight at a kill. */
    static final int ORDERS_MIN = 50;

    /** The fewest activities that must be in flight at a kill. */
    static final int ACTIVITIES_MIN = 20;

    /** Check, payment and shipping. */
    private static final int STEPS_BESIDES_ITEMS = 3;

    KillPlan {
        afterActivities = List.copyOf(afterActivities);
        int last = 0;
        for (int activities : afterActivities) {
            if (activities <= last) {
                throw new IllegalArgumentException(
                        "The numbers of activities after which the host is killed must rise from 1, not "
                                + afterActivities + ".");
            }
            last = activities;
        }
        if (afterActivities.isEmpty()) {
            throw new IllegalArgumentException("The host must be killed at least once.");
        }
    }

    /** One kill, at any time in the first six tenths of the work that {@code orders} make. */
    static KillPlan random(List<Order> orders, RandomGenerator random) {
        int activities = orders.stream()
                .mapToInt(order -> order.items().size() + STEPS_BESIDES_ITEMS)
                .sum();
        return new KillPlan(List.of(random.nextInt(1, Math.max(2, activities * 6 / 10))));
    }
}
