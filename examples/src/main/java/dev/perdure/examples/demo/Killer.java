package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.Outage;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Kills the host, and starts it again, at random moments at which enough is in flight. Run by one thread of its own;
 * {@link #host()} may be asked by any.
 */
final class Killer {

    private static final int GLANCE_MILLIS_MAX = 25;

    private final HostProcess host;
    private final KillPlan plan;
    private final Flight flight;
    private final ActivityGauge gauge;
    private final JsonLines<Outage> outages;
    private final RandomGenerator random;
    private final InstantSource clock;
    private volatile ProgressLine.Host state = ProgressLine.Host.UP;

    Killer(
            HostProcess host,
            KillPlan plan,
            Flight flight,
            ActivityGauge gauge,
            JsonLines<Outage> outages,
            RandomGenerator random,
            InstantSource clock) {
        this.host = host;
        this.plan = plan;
        this.flight = flight;
        this.gauge = gauge;
        this.outages = outages;
        this.random = random;
        this.clock = clock;
    }

    /** Carries out the plan; an interrupt ends it early. */
    void run() throws InterruptedException {
        for (int afterActivities : plan.afterActivities()) {
            while (gauge.begun() < afterActivities) {
                Thread.sleep(1);
            }
            int orders = 0;
            int activities = 0;
            while (orders < KillPlan.ORDERS_MIN || activities < KillPlan.ACTIVITIES_MIN) {
                Thread.sleep(random.nextInt(1, GLANCE_MILLIS_MAX));
                // Both the client and the worker may know first that an order has ended.
                orders = flight.acknowledgedCount() - Math.max(flight.finishedCount(), gauge.endings());
                activities = gauge.running();
            }
            killAndRestart(orders, activities);
        }
    }

    private void killAndRestart(int orders, int activities) throws InterruptedException {
        long killedNanos = System.nanoTime();
        long killedMillis = clock.millis();
        host.kill();
        state = ProgressLine.Host.KILLED;
        host.start();
        state = ProgressLine.Host.BACK;
        outages.append(new Outage(killedMillis, clock.millis(), orders, activities));
        flight.gap(new Flight.Gap(killedNanos, System.nanoTime()));
    }

    /** How the host is. */
    ProgressLine.Host host() {
        return state;
    }
}
