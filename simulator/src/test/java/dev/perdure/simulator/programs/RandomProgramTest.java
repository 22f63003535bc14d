package dev.perdure.simulator.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slice of {@code ./perdure simulate --programs N}. A failure names the seed and how to run it again. */
class RandomProgramTest {

    private static final int PROGRAMS = 300;

    /** Within so many programs each planted bug must be found. */
    private static final int PLANTED_MAX = 500;

    @Test
    void threeHundredProgramsAreTheSameLiveReplayedAndEvicted() {
        ProgramCampaign campaign = new ProgramCampaign(null);

        ProgramCheck broken = campaign.run(1, PROGRAMS, check -> {});

        assertThat(broken).as(() -> broken == null ? "" : broken.broken()).isNull();
        assertThat(campaign.programs()).isEqualTo(PROGRAMS);
        assertThat(campaign.turns()).isGreaterThan(PROGRAMS * 6L);
    }

    @ParameterizedTest
    @EnumSource(ExecutorBug.class)
    void aPlantedBugOfTheExecutorIsFound(ExecutorBug bug) {
        ProgramCheck broken = new ProgramCampaign(bug).run(1, PLANTED_MAX, check -> {});

        assertThat(broken).as(bug.label()).isNotNull();
    }

    @Test
    void aSeedSaysTheSameEveryTime() {
        assertThat(ProgramCheck.of(17, null)).isEqualTo(ProgramCheck.of(17, null));
        assertThat(ProgramCheck.of(17, ExecutorBug.STATUS_LOST_AT_REPLAY))
                .isEqualTo(ProgramCheck.of(17, ExecutorBug.STATUS_LOST_AT_REPLAY));
    }

    @Test
    void programsHaveEveryKindOfPiece() {
        Map<String, Integer> pieces = new HashMap<>();
        Pattern name = Pattern.compile("(\\w+)\\[");

        for (long seed = 1; seed <= PROGRAMS; seed++) {
            Matcher matcher = name.matcher(ProgramGenerator.program(seed).toString());
            while (matcher.find()) {
                pieces.merge(matcher.group(1), 1, Integer::sum);
            }
        }

        for (Class<?> piece : Node.class.getDeclaredClasses()) {
            if (piece.isRecord()) {
                assertThat(pieces).containsKey(piece.getSimpleName());
            }
        }
    }
}
