package dev.perdure.examples.trip;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.saga.Saga;
import java.time.Duration;
import java.util.List;

/** Books flight, hotel and car, or nothing: each booking notes how it is taken back, in case a later one fails. */
public final class BookTrip implements Orchestrator<Wish, List<String>> {

    private static final RetryPolicy RETRY = RetryPolicy.retrying(3, Duration.ofSeconds(5));

    @Override
    public List<String> run(OrchestrationContext ctx, Wish wish) throws Exception {
        Agency agency = ctx.activities(Agency.class, RETRY);
        return Saga.of(ctx).run(saga -> {
            String flight = agency.bookFlight(wish.city());
            saga.compensate(() -> ctx.callVoid(agency::cancelFlight, flight));
            String hotel = agency.bookHotel(wish.city());
            saga.compensate(() -> ctx.callVoid(agency::cancelHotel, hotel));
            String car = agency.bookCar(wish.city());
            saga.compensate(() -> ctx.callVoid(agency::cancelCar, car));
            return List.of(flight, hotel, car);
        });
    }
}
