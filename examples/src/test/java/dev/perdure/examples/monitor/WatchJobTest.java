package dev.perdure.examples.monitor;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.DurableHub;
import dev.perdure.testing.TestClock;
import dev.perdure.testing.TestInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchJobTest {

    @RegisterExtension
    final DurableHub hub = DurableHub.with(worker -> worker.orchestrator(WatchJob.class));

    @Test
    void looksEveryMinuteUntilTheJobHasEnded() {
        TestClock clock = hub.clock();
        hub.activity(Jobs.class, Jobs::hasEnded)
                .answers(String.class, job -> clock.instant().isAfter(TestClock.BEGIN.plus(Duration.ofHours(8))));
        hub.activity(Jobs.class, Jobs::report).doesNothing();

        TestInstance<Integer> watch = hub.start(WatchJob.class, new Watch("nightly", 0));

        assertThat(watch.join()).isEqualTo(482);
        assertThat(watch.history().steps()).hasSizeLessThan(60);
        assertThat(watch).calledActivity("report", 1);
    }
}
