package dev.perdure.examples.slowservice;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.DurableHub;
import dev.perdure.testing.TestClock;
import dev.perdure.testing.TestInstance;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RenderVideoTest {

    @RegisterExtension
    final DurableHub hub = DurableHub.with(worker -> worker.orchestrator(RenderVideo.class));

    @Test
    void waitsForTheVideoWithoutHoldingAnything() throws IOException {
        try (SlowService service = new SlowService()) {
            TestInstance<String> video = hub.start(RenderVideo.class, service.uri());

            assertThat(video.join()).isEqualTo("summer.mp4");

            assertThat(service.orders).hasValue(1);
            assertThat(service.looks).hasValue(3);
            assertThat(hub.clock().instant()).isEqualTo(TestClock.BEGIN.plus(Duration.ofMinutes(30)));
            assertThat(video).firedTimer(Duration.ofMinutes(10));
        }
    }
}
