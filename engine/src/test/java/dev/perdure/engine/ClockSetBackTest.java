package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A restart after which the clock shows an earlier time than before. */
class ClockSetBackTest extends EngineFixture {

    @Test
    void aKeyIsRememberedAlthoughTheHubIsAheadOfTheClock() {
        clock.advance(Duration.ofMinutes(40));
        await(engine.start(request("a", "event", new RequestKey("before", 1))));
        engine.close();
        clock.advance(Duration.ofMinutes(-30));
        engine = open();

        Outcome first = await(engine.start(request("a2", "event", new RequestKey("key", 1))));
        Outcome again = await(engine.start(request("a2", "event", new RequestKey("key", 1))));

        assertThat(first).isInstanceOf(Outcome.Done.class);
        assertThat(again).isEqualTo(first);
    }
}
