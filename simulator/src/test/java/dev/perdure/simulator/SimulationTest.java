package dev.perdure.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.simulator.planted.PlantedBug;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slice of what {@code ./perdure simulate} does. A failure names the seed and how to run it again. */
class SimulationTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 1_000;
    private static final Logger LOG = Logger.getLogger("dev.perdure");

    /** The engine says much when its disk fails. */
    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    @Test
    void invariantsHoldInAHundredWorldsOfFaults() {
        Campaign campaign = new Campaign(STEPS, null);

        SeedResult broken = campaign.run(1, SEEDS, result -> {});

        assertThat(broken)
                .as(() -> broken == null ? "" : SimulateCommand.text(broken))
                .isNull();
        assertThat(campaign.seeds()).isEqualTo(SEEDS);
        assertThat(campaign.crashes()).isGreaterThan(SEEDS);
    }

    @Test
    void everyFeatureMeetsMostFaults() {
        Campaign campaign = new Campaign(STEPS, null);

        campaign.run(1, SEEDS / 2, result -> {});

        // Two hundred seeds leave no hole; so few may leave some.
        assertThat(campaign.coverage().holes()).hasSizeLessThan(60);
    }

    @Test
    void aSeedSaysTheSameEveryTime() {
        for (long seed = 1; seed <= 8; seed++) {
            SeedSettings settings = new SeedSettings(seed, STEPS, null);

            SeedResult first = Simulation.run(settings);
            SeedResult second = Simulation.run(settings);

            assertThat(second.hash()).as("seed %d", seed).isEqualTo(first.hash());
            assertThat(second.steps()).as("seed %d", seed).isEqualTo(first.steps());
        }
    }

    @Test
    void seedsDiffer() {
        long first = Simulation.run(new SeedSettings(1, 300, null)).hash();
        long second = Simulation.run(new SeedSettings(2, 300, null)).hash();

        assertThat(first).isNotEqualTo(second);
    }

    @ParameterizedTest
    @EnumSource(
            value = PlantedBug.class,
            names = {
                "ACK_BEFORE_SYNC",
                "OUTBOX_ROW_DROPPED",
                "TIMER_EARLY",
                "EVENT_TWICE",
                "TOKEN_NOT_CHECKED",
                "INDEX_ROW_LEFT",
                "LIVE_TRUSTED",
                "KEY_FORGOTTEN",
                "OPERATION_TWICE"
            })
    void aPlantedBugIsFound(PlantedBug bug) {
        SeedResult broken = new Campaign(STEPS, bug).run(1, PlantedRun.SEEDS_MAX, result -> {});

        assertThat(broken).as(bug.label()).isNotNull();
    }

    @Test
    void aFoundBugIsFoundAgainUnderItsSeedAtTheSameStep() {
        SeedResult first = Simulation.run(new SeedSettings(1, STEPS, PlantedBug.TIMER_EARLY));
        SeedResult second = Simulation.run(new SeedSettings(1, STEPS, PlantedBug.TIMER_EARLY));

        assertThat(first.violation()).isNotNull();
        assertThat(second.steps()).isEqualTo(first.steps());
        assertThat(second.trace()).isEqualTo(first.trace()).isNotEmpty();
    }
}
