package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KillPlanTest {

    @Test
    void aSeedAlwaysGivesTheSamePlanAndOtherSeedsOthers() {
        assertThat(KillPlan.random(360, new Random(7))).isEqualTo(KillPlan.random(360, new Random(7)));
        assertThat(new Random(1)
                        .longs(200)
                        .mapToObj(seed -> KillPlan.random(360, new Random(seed)))
                        .distinct())
                .hasSizeGreaterThan(50)
                .allSatisfy(plan -> assertThat(plan.afterStarts().getFirst()).isBetween(36, 288));
        assertThat(KillPlan.random(1, new Random(1)).afterStarts()).containsExactly(1);
    }

    @Test
    void refusesAPlanThatCannotBeCarriedOut() {
        assertThatThrownBy(() -> new KillPlan(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KillPlan(List.of(0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KillPlan(List.of(50, 50))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new KillPlan(List.of(50, 51)).afterStarts()).containsExactly(50, 51);
    }

    @Test
    void ordersAreSentInBurstsOfNineAndOfAHundred() {
        assertThat(OrderDriver.bursts(360)).containsExactly(9, 100, 9, 100, 9, 100, 9, 24);
        assertThat(OrderDriver.bursts(5)).containsExactly(5);
        assertThat(OrderDriver.bursts(0)).isEmpty();
    }
}
