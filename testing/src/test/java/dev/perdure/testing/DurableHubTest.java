package dev.perdure.testing;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.OrchestrationFailedException;
import dev.perdure.client.StartOptions;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.testing.Booking.Bank;
import dev.perdure.testing.Booking.Tour;
import dev.perdure.testing.Booking.Trip;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DurableHubTest {

    // region extension
    private final Booking.Ledger ledger = new Booking.Ledger();

    @RegisterExtension
    final DurableHub hub =
            DurableHub.with(worker -> worker.orchestrator(Trip.class).activities(Bank.class, ledger));
    // endregion

    // region time
    @Test
    void thirtyDaysPassInNoTime() {
        TestInstance<String> trip = hub.start(Trip.class, "ann");

        assertThat(trip.join()).isEqualTo("expired");
        assertThat(hub.clock().instant()).isEqualTo(TestClock.BEGIN.plus(Duration.ofDays(30)));
        assertThat(trip)
                .completedWith("expired")
                .firedTimer(Duration.ofDays(30))
                .calledActivitiesInOrder("reserve", "release");
    }
    // endregion

    // region events
    @Test
    void aConfirmedTripIsCharged() {
        TestInstance<String> trip = hub.start(Trip.class, "ann");
        hub.clock().advance(Duration.ofDays(29));
        assertThat(trip).hasStatus(RuntimeStatus.RUNNING).hasCustomStatus("reserved");

        trip.raiseEvent("confirmed", "yes");

        assertThat(trip.join()).isEqualTo("charged 500");
        assertThat(trip).gotEvent("confirmed").calledActivity("charge", 1).neverCalledActivity("release");
    }
    // endregion

    // region stubs
    @Test
    void aChargeThatFailsIsTriedAgain() {
        ActivityStub<String> charge = hub.activity(Bank.class, Bank::charge)
                .throwing(new IllegalStateException("the bank is closed"))
                .thenReturns("charged later");
        TestInstance<String> trip = hub.start(Trip.class, "ann");
        trip.raiseEvent("confirmed", "yes");

        assertThat(trip.join()).isEqualTo("charged later");
        assertThat(charge.inputs(String.class)).containsExactly("r-ann", "r-ann");
        assertThat(trip).calledActivity("charge", 2).firedTimer(Duration.ofMinutes(10));
    }
    // endregion

    @Test
    void aStubSeesTheInputsOfWhatItOnlyLooksAt() {
        ActivityStub<String> reserve = hub.activity(Bank.class, Bank::reserve);

        assertThat(hub.start(Trip.class, "bob").join()).isEqualTo("expired");

        assertThat(reserve.calls()).isEqualTo(1);
        assertThat(reserve.arguments(0, String.class)).containsExactly("bob");
        assertThat(reserve.arguments(1, Integer.class)).containsExactly(500);
        assertThatThrownBy(() -> reserve.arguments(2, String.class)).hasMessageContaining("no argument 2");
        assertThat(ledger.reserved).isEmpty();
    }

    @Test
    void aStubComputesAnAnswerAndMayCallTheActivityItself() {
        hub.activity(Bank.class, Bank::release)
                .answers(String.class, reservation -> reservation + "!")
                .thenCallsReal();

        assertThat(hub.start(Trip.class, "bob").join()).isEqualTo("expired");
        assertThat(hub.start(Trip.class, "eve").join()).isEqualTo("expired");

        assertThat(ledger.reserved).containsOnlyKeys("bob");
    }

    @Test
    void anActivityThatNobodyServesIsToldAtOnce() {
        try (DurableHub lonely = DurableHub.with(worker -> worker.orchestrator(Trip.class))) {
            TestInstance<String> trip =
                    lonely.start(Trip.class, "ann", StartOptions.defaults().instanceId("t1"));

            Throwable stuck = catchThrowable(trip::join);

            assertThat(stuck)
                    .isInstanceOf(StuckInstanceError.class)
                    .hasMessageContaining("'t1' is Running and nothing can run any more")
                    .hasMessageContaining(
                            "activity 'reserve' (task 0): the worker of this test does not serve that name")
                    .hasMessageContaining("called activity 'reserve' [\"ann\",500]");
            lonely.activity("reserve").returns("r-ann");
            lonely.activity("release").returns("gone");
            assertThat(trip.join()).isEqualTo("expired");
        }
    }

    @Test
    void aSuspendedInstanceIsStuckUntilItIsResumed() {
        TestInstance<String> trip = hub.start(Trip.class, "ann");
        hub.runUntilIdle();
        hub.suspend(trip.instanceId(), "holiday");

        assertThat(catchThrowable(trip::join))
                .isInstanceOf(StuckInstanceError.class)
                .hasMessageContaining("because: holiday");
        assertThat(trip.status().orElseThrow().runtimeStatus()).isEqualTo(RuntimeStatus.SUSPENDED);

        hub.resume(trip.instanceId(), "back");
        assertThat(trip.join()).isEqualTo("expired");
    }

    @Test
    void endsAndFailuresAreToldAsByAClient() {
        TestInstance<String> trip =
                hub.start(Trip.class, "ann", StartOptions.defaults().instanceId("t"));
        assertThatThrownBy(() ->
                        hub.start(Trip.class, "ann", StartOptions.defaults().instanceId("t")))
                .isInstanceOf(InstanceAlreadyExistsException.class);
        hub.terminate("t", "enough");
        assertThatThrownBy(trip::join)
                .isInstanceOf(OrchestrationFailedException.class)
                .hasMessageContaining("Terminated: enough");
        hub.terminate("t", "again");
        assertThatThrownBy(() -> trip.raiseEvent("e", 1)).isInstanceOf(WrongInstanceStateException.class);
        assertThatThrownBy(() -> hub.raiseEvent("other", "e", 1)).isInstanceOf(InstanceNotFoundException.class);
        assertThat(hub.purge("t")).isEqualTo(1);
        assertThat(hub.status("t")).isEmpty();

        hub.activity("reserve").throwing(new IllegalArgumentException("no such account"));
        TestInstance<String> failing = hub.start(Trip.class, "x");
        assertThatThrownBy(failing::join).isInstanceOf(OrchestrationFailedException.class);
        assertThat(failing).failedWith(dev.perdure.sdk.TaskFailedException.class, "no such account");
    }

    @Test
    void aFailedAssertionShowsTheHistory() {
        TestInstance<String> trip = hub.start(Trip.class, "ann");
        assertThat(trip.join()).isEqualTo("expired");

        assertThat(catchThrowable(() -> assertThat(trip).calledActivity("charge", 1)))
                .hasMessageContaining("to have called activity 'charge' 1 times, but it called it 0 times")
                .hasMessageContaining("+0s           started 'Trip' \"ann\"")
                .hasMessageContaining("+720h         timer fired");
        assertThat(catchThrowable(() -> assertThat(trip).completedWith("charged")))
                .hasMessageContaining("but it completed with\n  expired");
        assertThat(catchThrowable(() -> assertThat(trip).hasStatus(RuntimeStatus.FAILED)))
                .hasMessageContaining("to be Failed, but it is Completed");
        assertThat(catchThrowable(() -> assertThat(trip).firedTimer(Duration.ofDays(1))))
                .hasMessageContaining("those that fired are [PT720H]");
        assertThat(catchThrowable(() -> assertThat(trip).calledActivitiesInOrder("release", "reserve")))
                .hasMessageContaining("[reserve, release]");
        assertThat(catchThrowable(() ->
                        assertThat(trip).hasStepsInOrder(HistoryStep.Kind.TIMER_FIRED, HistoryStep.Kind.TIMER_CREATED)))
                .hasMessageContaining("there is no TIMER_CREATED");
        assertThat(trip)
                .hasStepsInOrder(
                        HistoryStep.Kind.STARTED, HistoryStep.Kind.TIMER_FIRED, HistoryStep.Kind.ACTIVITY_COMPLETED);
    }

    @Test
    void anEmptyHubForEachTest() {
        assertThat(hub.status("t")).isEmpty();
        assertThat(hub.clock().instant()).isEqualTo(TestClock.BEGIN);
    }

    @Test
    void aHubBelongsToTheThreadOfItsTest() throws Exception {
        hub.runUntilIdle();
        Throwable[] thrown = new Throwable[1];

        Thread other = Thread.ofPlatform().start(() -> thrown[0] = catchThrowable(() -> hub.start("Trip", "x")));
        other.join();

        assertThat(thrown[0]).hasMessageContaining("belongs to the thread");
    }

    @Test
    void entitiesAreSignaledAndRead() {
        EntityId counter = new EntityId("counter", "a");
        try (DurableHub counters = DurableHub.with(worker -> worker.entity("counter", Booking.Counter::new))) {
            assertThat(counters.entityState(counter, Integer.class)).isEmpty();

            counters.signalEntity(counter, "add", 3);
            counters.signalEntity(counter, "add", 4);
            counters.runUntilIdle();

            assertThat(counters.entityState(counter, Integer.class)).contains(7);
        }
    }

    @Test
    void aStartForLaterBeginsThen() {
        Instant later = TestClock.BEGIN.plus(Duration.ofDays(400));
        TestInstance<String> trip =
                hub.start(Trip.class, "ann", StartOptions.defaults().startTime(later));
        hub.runUntilIdle();
        assertThat(trip).hasStatus(RuntimeStatus.PENDING);
        assertThat(hub.why(trip.instanceId())).contains("its scheduled start at " + later);

        hub.clock().advanceTo(later.plusSeconds(1));

        assertThat(trip).hasStatus(RuntimeStatus.RUNNING);
    }

    @Test
    void anOrchestratorThatGoesRoundForEverIsTold() {
        try (DurableHub rounds = DurableHub.with(
                worker -> worker.orchestrator("Round", Integer.class, (ctx, n) -> ctx.continueAsNew(n + 1)))) {
            TestInstance<?> round = rounds.start("Round", 1);

            assertThatThrownBy(round::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not come to rest");
        }
    }

    @Test
    void childrenRunInTheSameHub() {
        try (DurableHub tours = DurableHub.with(worker ->
                worker.orchestrator(Tour.class).orchestrator(Booking.Leg.class).activities(Bank.class, ledger))) {
            TestInstance<String> tour = tours.start(Tour.class, "zoe");

            assertThat(tour.join()).startsWith("r-zoe-a,r-zoe-b,r-zoe-c;charged 1;");
            assertThat(tour).startedSubOrchestration("Leg").hasCustomStatus("refused");
        }
    }
}
