package dev.perdure.examples.trip;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.OrchestrationFailedException;
import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import dev.perdure.testing.TestInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class BookTripTest {

    private static final Wish WISH = new Wish("ann", "rome");

    @RegisterExtension
    final DurableHub hub = DurableHub.with(worker -> worker.orchestrator(BookTrip.class));

    @BeforeEach
    void agency() {
        hub.activity(Agency.class, Agency::bookFlight).returns("f-1");
        hub.activity(Agency.class, Agency::bookHotel).returns("h-1");
        hub.activity(Agency.class, Agency::bookCar).returns("c-1");
        hub.activity(Agency.class, Agency::cancelFlight).doesNothing();
        hub.activity(Agency.class, Agency::cancelHotel).doesNothing();
    }

    @DurableTest
    void booksAllThree() {
        assertThat(hub.start(BookTrip.class, WISH).join()).containsExactly("f-1", "h-1", "c-1");
    }

    @DurableTest
    void givesBackWhatItHasInReverseWhenThereIsNoCar() {
        hub.activity("bookCar").throwing(new IllegalStateException("no car left"));

        TestInstance<?> trip = hub.start(BookTrip.class, WISH);

        assertThatExceptionOfType(OrchestrationFailedException.class)
                .isThrownBy(trip::join)
                .withMessageContaining("no car left");
        assertThat(trip)
                .calledActivitiesInOrder(
                        "bookFlight", "bookHotel", "bookCar", "bookCar", "bookCar", "cancelHotel", "cancelFlight");
    }
}
