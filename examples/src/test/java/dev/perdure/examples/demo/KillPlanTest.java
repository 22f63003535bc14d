package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.examples.demo.ledger.Orders;
import dev.perdure.examples.orders.Order;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KillPlanTest {

    @Test
    void aSeedAlwaysGivesTheSamePlanAndOtherSeedsOthers() {
        List<Order> orders =
                IntStream.range(0, 100).mapToObj(i -> Orders.sound("ORD-" + i)).toList(); // 5 activities each

        assertThat(KillPlan.random(orders, new Random(7))).isEqualTo(KillPlan.random(orders, new Random(7)));
        assertThat(IntStream.range(0, 200).mapToObj(seed -> KillPlan.random(orders, new Random(seed))))
                .allSatisfy(plan -> assertThat(plan.afterActivities())
                        .singleElement()
                        .satisfies(activities -> assertThat(activities).isBetween(1, 300)))
                .extracting(KillPlan::afterActivities)
                .satisfies(plans -> assertThat(Set.copyOf(plans)).hasSizeGreaterThan(50));
        assertThat(KillPlan.random(List.of(), new Random(1)).afterActivities()).containsExactly(1);
    }

    @Test
    void refusesAPlanThatCannotBeCarriedOut() {
        assertThatThrownBy(() -> new KillPlan(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KillPlan(List.of(0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KillPlan(List.of(50, 50))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new KillPlan(List.of(50, 51)).afterActivities()).containsExactly(50, 51);
    }

    @Test
    void ordersAreSentInBurstsOfNineAndOfAHundred() {
        assertThat(OrderDriver.bursts(360)).containsExactly(9, 100, 9, 100, 9, 100, 9, 24);
        assertThat(OrderDriver.bursts(5)).containsExactly(5);
        assertThat(OrderDriver.bursts(0)).isEmpty();
    }
}
