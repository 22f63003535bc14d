package dev.perdure.examples.demo;

import dev.perdure.client.DurableClient;
import dev.perdure.client.OrchestrationInstance;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.examples.demo.ledger.Answer;
import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.Start;
import dev.perdure.examples.orders.FulfilOrder;
import dev.perdure.examples.orders.Fulfilment;
import dev.perdure.examples.orders.Order;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * Sends orders through one client: starts them in bursts of simultaneous calls, answers requests for approval, and
 * waits until every order has ended. A virtual thread for each order.
 *
 * <p>{@link #abandon()} may be called by any thread; the rest is confined to one.
 */
final class OrderDriver implements AutoCloseable {

    static final int SMALL_BURST = 9;
    static final int LARGE_BURST = 100;

    private static final int PAUSE_MILLIS_MAX = 300;
    private static final int ANSWER_MILLIS_MIN = 100;
    private static final int ANSWER_MILLIS_MAX = 1_500;

    private final DurableClient client;
    private final Flight flight;
    private final JsonLines<Start> starts;
    private final JsonLines<Answer> answers;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Duration limit;
    private final ExecutorService callers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("order-", 0).factory());

    /**
     * A driver.
     *
     * @param starts gets every start that was acknowledged
     * @param answers gets every answer to a request for approval that was acknowledged
     * @param limit how long one order may take to end
     */
    OrderDriver(
            DurableClient client,
            Flight flight,
            JsonLines<Start> starts,
            JsonLines<Answer> answers,
            RandomGenerator random,
            InstantSource clock,
            Duration limit) {
        this.client = client;
        this.flight = flight;
        this.starts = starts;
        this.answers = answers;
        this.random = random;
        this.clock = clock;
        this.limit = limit;
    }

    /** The sizes of the bursts for so many orders: 9 and 100 in turn. */
    static List<Integer> bursts(int orders) {
        List<Integer> sizes = new ArrayList<>();
        int size = SMALL_BURST;
        for (int left = orders; left > 0; left -= sizes.getLast()) {
            sizes.add(Math.min(size, left));
            size = size == SMALL_BURST ? LARGE_BURST : SMALL_BURST;
        }
        return sizes;
    }

    /** Starts all orders, unless abandoned, and waits until each has ended or has become a problem of the flight. */
    void drive(List<Order> orders) throws InterruptedException {
        List<Future<?>> all = new ArrayList<>();
        try {
            startAll(orders, all);
        } catch (RejectedExecutionException e) {
            flight.problem("The remaining orders were not started, because the demo had to be given up.");
        }
        for (Future<?> one : all) {
            await(one);
        }
    }

    private void startAll(List<Order> orders, List<Future<?>> all) throws InterruptedException {
        int next = 0;
        for (int size : bursts(orders.size())) {
            CountDownLatch gate = new CountDownLatch(1);
            CountDownLatch answered = new CountDownLatch(size);
            for (Order order : orders.subList(next, next + size)) {
                Duration beforeAnswer = Duration.ofMillis(random.nextInt(ANSWER_MILLIS_MIN, ANSWER_MILLIS_MAX));
                all.add(callers.submit(() -> carry(order, beforeAnswer, gate, answered)));
            }
            long began = System.nanoTime();
            gate.countDown();
            answered.await();
            flight.burst(new Flight.Burst(size, began, System.nanoTime()));
            next += size;
            Thread.sleep(random.nextInt(PAUSE_MILLIS_MAX));
        }
    }

    private void await(Future<?> one) throws InterruptedException {
        try {
            one.get();
        } catch (ExecutionException e) {
            flight.problem("The demo itself failed: " + e.getCause());
        }
    }

    private void carry(Order order, Duration beforeAnswer, CountDownLatch gate, CountDownLatch answered) {
        try {
            OrchestrationInstance<Fulfilment> instance;
            try {
                gate.await();
                instance = start(order);
            } finally {
                answered.countDown();
            }
            Optional<Boolean> approval = Approver.answer(order);
            if (approval.isPresent()) {
                Thread.sleep(beforeAnswer);
                approve(order, instance.instanceId(), approval.get());
            }
            instance.join(limit);
            flight.finished();
        } catch (InterruptedException e) {
            flight.problem("Order " + order.id() + ": the demo was stopped before it had ended.");
        } catch (RuntimeException e) {
            flight.problem("Order " + order.id() + ": " + e.getMessage());
        }
    }

    private OrchestrationInstance<Fulfilment> start(Order order) {
        long began = System.nanoTime();
        OrchestrationInstance<Fulfilment> instance = client.start(FulfilOrder.class, order);
        long ended = System.nanoTime();
        Start start = new Start(order.id(), instance.instanceId());
        starts.append(start);
        flight.acknowledged(start, new Flight.StartCall(began, ended));
        return instance;
    }

    private void approve(Order order, String instanceId, boolean yes) {
        try {
            client.raiseEvent(instanceId, FulfilOrder.APPROVE, yes);
            answers.append(new Answer(order.id(), yes, clock.millis()));
        } catch (WrongInstanceStateException e) {
            // The answer came too late and the order has expired, which the judge allows.
            return;
        }
    }

    /** Gives up: all calls under way are interrupted, and no more orders are started. */
    void abandon() {
        callers.shutdownNow();
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
