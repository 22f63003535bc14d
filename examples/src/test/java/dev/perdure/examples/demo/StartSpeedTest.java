package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.demo.ledger.Start;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartSpeedTest {

    private static final long MILLI = 1_000_000;

    @Test
    void givesPercentilesOfTheCallsAndARateOverTheBursts() {
        List<Flight.StartCall> calls = new ArrayList<>();
        for (int i = 100; i >= 1; i--) {
            calls.add(new Flight.StartCall(0, i * MILLI));
        }
        List<Flight.Burst> bursts =
                List.of(new Flight.Burst(60, 0, 100 * MILLI), new Flight.Burst(40, 500 * MILLI, 600 * MILLI));

        StartSpeed speed = StartSpeed.of(calls, bursts);

        assertThat(speed.calls()).isEqualTo(100);
        assertThat(speed.perSecond()).isEqualTo(500.0);
        assertThat(speed.p50Millis()).isEqualTo(50.0);
        assertThat(speed.p99Millis()).isEqualTo(99.0);
    }

    @Test
    void isZeroWithoutCalls() {
        assertThat(StartSpeed.of(List.of(), List.of())).isEqualTo(new StartSpeed(0, 0, 0, 0));
    }

    @Test
    void leavesOutWhatAnOutageTouched() {
        Flight flight = new Flight();
        flight.acknowledged(new Start("A", "1"), new Flight.StartCall(0, 10 * MILLI));
        flight.acknowledged(new Start("B", "2"), new Flight.StartCall(5 * MILLI, 900 * MILLI));
        flight.acknowledged(new Start("C", "3"), new Flight.StartCall(950 * MILLI, 980 * MILLI));
        flight.burst(new Flight.Burst(1, 0, 10 * MILLI));
        flight.burst(new Flight.Burst(1, 5 * MILLI, 900 * MILLI));
        flight.burst(new Flight.Burst(1, 950 * MILLI, 980 * MILLI));
        flight.gap(new Flight.Gap(100 * MILLI, 800 * MILLI));

        assertThat(flight.speed().calls()).isEqualTo(3);
        assertThat(flight.speedOutsideGaps().calls()).isEqualTo(2);
        assertThat(flight.speedOutsideGaps().perSecond()).isEqualTo(50.0);
        assertThat(flight.speedOutsideGaps().p99Millis()).isEqualTo(30.0);
    }
}
