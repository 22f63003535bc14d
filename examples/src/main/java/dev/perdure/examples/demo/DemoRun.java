package dev.perdure.examples.demo;

import dev.perdure.client.DurableClient;
import dev.perdure.examples.demo.ledger.Answer;
import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Start;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.orders.Order;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One run of the demo: starts a host and a worker, drives the orders through them, kills the host half-way, and has the
 * ledger judged.
 *
 * <p>{@link #progress()} and {@link #close()} may be called by any thread; {@link #run()} once, by one.
 */
final class DemoRun implements AutoCloseable {

    /** How long the orders may take in all. */
    static final Duration LIMIT = Duration.ofSeconds(100);

    private final List<Order> orders;
    private final long seed;
    private final KillPlan plan;
    private final RunFolder folder;
    private final InstantSource clock;
    private final Flight flight = new Flight();
    private final HostProcess host;
    private final DemoWorkers workers;
    private final ActivityGauge gauge;
    private final long beganNanos = System.nanoTime();
    private volatile ProgressLine.Host hostState = ProgressLine.Host.STARTING;
    private volatile @Nullable Killer killer;

    /** A run whose files go into {@code folder}, which exists and is empty. */
    DemoRun(List<Order> orders, long seed, KillPlan plan, WorkerKind kind, RunFolder folder, InstantSource clock) {
        this.orders = List.copyOf(orders);
        this.seed = seed;
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
        this.host = new HostProcess(folder);
        this.workers = new DemoWorkers(folder, kind);
        this.gauge = ActivityGauge.open(folder.gauge());
    }

    /** Carries the run out. */
    DemoResult run() throws InterruptedException {
        try (JsonLines<Order> read = JsonLines.append(folder.orders());
                JsonLines<Start> starts = JsonLines.append(folder.starts());
                JsonLines<Answer> answers = JsonLines.append(folder.answers());
                JsonLines<Outage> outages = JsonLines.append(folder.outages())) {
            orders.forEach(read::append);
            workers.prepare();
            host.start();
            workers.start(host.grpc());
            hostState = ProgressLine.Host.UP;
            long opened = drive(starts, answers, outages);
            stop();
            return result(opened);
        }
    }

    /** Sends the orders through the host, and returns how many connections that took. */
    private long drive(JsonLines<Start> starts, JsonLines<Answer> answers, JsonLines<Outage> outages)
            throws InterruptedException {
        Random random = new Random(seed);
        try (DurableClient client = DurableClient.builder()
                        .origin(host.http())
                        .privateSession()
                        .build();
                OrderDriver driver =
                        new OrderDriver(client, flight, starts, answers, new Random(random.nextLong()), clock, LIMIT)) {
            Killer appointed = new Killer(host, plan, flight, gauge, outages, new Random(random.nextLong()), clock);
            killer = appointed;
            Thread killing = Thread.ofPlatform().name("killer").start(() -> kill(appointed, driver));
            Thread limiting = Thread.ofPlatform().name("time limit").start(() -> endInTime(driver));
            try {
                driver.drive(orders);
            } finally {
                limiting.interrupt();
                killing.interrupt();
                limiting.join();
                killing.join();
            }
            return client.sessionStats().orElseThrow().openedTotal();
        }
    }

    private void kill(Killer appointed, OrderDriver driver) {
        try {
            appointed.run();
        } catch (InterruptedException e) {
            flight.problem("The host was not killed as often as planned: there were never " + KillPlan.ORDERS_MIN
                    + " orders and " + KillPlan.ACTIVITIES_MIN + " activities in flight after "
                    + plan.afterActivities().getLast() + " activities had begun.");
        } catch (RuntimeException e) {
            flight.problem(String.valueOf(e.getMessage()));
            driver.abandon();
        }
    }

    private void endInTime(OrderDriver driver) {
        try {
            Thread.sleep(LIMIT);
            flight.problem("Not all orders had ended after " + LIMIT.toSeconds() + " s.");
            driver.abandon();
        } catch (InterruptedException e) {
            // The orders have ended in time.
            return;
        }
    }

    private void stop() throws InterruptedException {
        if (!workers.stop()) {
            flight.problem("A worker ended by itself; its log is " + folder.workerLog() + ".");
        }
        if (!host.isAlive()) {
            flight.problem("The host ended by itself; its log is " + folder.hostLog() + ".");
        } else {
            int code = host.stop();
            if (code != 0) {
                flight.problem("The host ended with exit code " + code + " when asked to stop; its log is "
                        + folder.hostLog() + ".");
            }
        }
    }

    private DemoResult result(long connectionsOpened) {
        Verdict verdict = folder.judge();
        List<Outage> outages = JsonLines.read(folder.outages(), Outage.class);
        List<String> problems = new ArrayList<>(flight.problems());
        if (flight.acknowledgedCount() != orders.size()) {
            problems.add("Only " + flight.acknowledgedCount() + " of " + orders.size() + " orders were started.");
        }
        return new DemoResult(
                seed,
                orders.size(),
                flight.acknowledgedCount(),
                outages,
                verdict,
                flight.speedOutsideGaps(),
                flight.speed(),
                connectionsOpened,
                problems,
                Duration.ofNanos(System.nanoTime() - beganNanos));
    }

    /** How far the run is. */
    ProgressLine progress() {
        Killer appointed = killer;
        return new ProgressLine(
                orders.size(),
                flight.acknowledgedCount(),
                // The worker counts a final step again that ran again after a kill.
                Math.min(flight.acknowledgedCount(), Math.max(flight.finishedCount(), gauge.endings())),
                gauge.running(),
                Duration.ofNanos(System.nanoTime() - beganNanos),
                appointed == null ? hostState : appointed.host());
    }

    /** Kills whatever process of this run still runs. Idempotent; does not wait. */
    @Override
    public void close() {
        host.close();
        workers.close();
    }
}
