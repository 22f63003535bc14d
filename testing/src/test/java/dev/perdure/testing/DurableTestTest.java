package dev.perdure.testing;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.perdure.testing.Booking.Bank;
import dev.perdure.testing.Booking.Tour;
import dev.perdure.testing.Booking.Trip;
import dev.perdure.testing.broken.BrokenExamples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class DurableTestTest {

    private final Booking.Ledger ledger = new Booking.Ledger();

    @RegisterExtension
    final DurableHub hub = DurableHub.with(worker -> worker.orchestrator(Trip.class)
            .orchestrator(Tour.class)
            .orchestrator(Booking.Leg.class)
            .activities(Bank.class, ledger));

    // region durable
    @DurableTest
    void aTripIsChargedOnceWhateverHappens() {
        TestInstance<String> trip = hub.start(Trip.class, "ann");
        trip.raiseEvent("confirmed", "yes");

        assertThat(trip.join()).isEqualTo("charged 500");
        assertThat(ledger.charged).containsOnlyKeys("ann");
    }
    // endregion

    @DurableTest(seed = 7)
    void aTourWithBranchesAndAChildHolds() {
        TestInstance<String> tour = hub.start(Tour.class, "zoe");

        assertThat(tour.join()).startsWith("r-zoe-a,r-zoe-b,r-zoe-c;charged 1;");
        assertThat(tour).hasCustomStatus("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "randomInput|CLEAN|asked for activity 'charge'",
                "staticState|CLEAN|output",
                "notIdempotent|CRASH_AT:|charged twice",
                "stateOfItsOwn|CRASH_AT:|attempt",
                "dependsOnOrder|DELAY:|output",
                "forgetsWhatItSawAtReplay|CRASH_AT:|output"
            })
    void aBrokenExampleIsCaughtWithALineThatShowsItAgain(String method, String fault, String what) {
        Executed executed = execute(BrokenExamples.class, method);

        assertThat(executed.failures).as(method).hasSize(1);
        String message = executed.failures.getFirst().getMessage();
        assertThat(message)
                .contains("BrokenExamples." + method + " does not hold under " + fault)
                .contains(what)
                .contains("Again: @DurableTest(seed = 1, fault = \"" + fault);
        assertThat(executed.runs.getLast()).startsWith(fault);
    }

    @Test
    void theLineThatShowsItAgainRunsThatRunAlone() {
        String found = execute(BrokenExamples.class, "notIdempotent").runs.getLast();
        Executed again;
        System.setProperty("perdure.test.fault", found);
        try {
            again = execute(BrokenExamples.class, "notIdempotent");
        } finally {
            System.clearProperty("perdure.test.fault");
        }

        assertThat(again.runs).containsExactly("CLEAN", found);
        assertThat(again.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("a crash after activity 'charge', before its result arrives")
                        .contains("fault = \"" + found + "\""));
    }

    @Test
    void aTestThatFailsWithoutFaultsIsNotRunAgain() {
        Executed executed = execute(BrokenExamples.class, "simplyWrong");

        assertThat(executed.runs).containsExactly("CLEAN");
        assertThat(executed.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("simply wrong")
                        .doesNotContain("Again"));
    }

    @Test
    void aFaultThatNeverHappensIsNotPassedOver() {
        Executed executed = execute(BrokenExamples.class, "crashesNowhere");

        assertThat(executed.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage()).contains("so nothing has crashed"));
    }

    @Test
    void aTestWithoutAHubIsTold() {
        Executed executed = execute(BrokenExamples.WithoutHub.class, "nothingToCrash");

        assertThat(executed.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage()).contains("has no hub for faults to befall"));
    }

    @Test
    void soundCodeIsRunThroughEveryStep() {
        Executed executed = execute(DurableTestTest.class, "aTripIsChargedOnceWhateverHappens");

        assertThat(executed.failures).isEmpty();
        assertThat(executed.runs).contains("CRASH_AT:1", "CRASH_AT:20", "EVICT:0", "DUPLICATE:4", "DELAY:4");
        assertThat(executed.runs.stream().filter(run -> run.startsWith("CRASH_AT")))
                .hasSizeGreaterThan(25);
    }

    private record Executed(List<String> runs, List<Throwable> failures) {}

    private static Executed execute(Class<?> type, String method) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(type, method))
                .build();
        Executed executed = new Executed(new ArrayList<>(), new ArrayList<>());
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    executed.runs.add(test.getDisplayName());
                }
                result.getThrowable().ifPresent(executed.failures::add);
            }
        });
        return executed;
    }
}
