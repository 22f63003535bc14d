package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.CallInterruptedException;
import dev.perdure.client.DurableClient;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.examples.demo.ledger.Answer;
import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.Orders;
import dev.perdure.examples.demo.ledger.Start;
import dev.perdure.examples.orders.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderDriverTest {

    private static final List<Order> ORDERS =
            IntStream.range(0, 30).mapToObj(i -> Orders.sound("ORD-" + i)).toList();

    @TempDir
    Path folder;

    private final Flight flight = new Flight();

    @Test
    void notesEveryOrderThatCouldNotBeStarted() throws InterruptedException {
        drive(request -> {
            throw new HostUnavailableException("There is no host.", null);
        });

        assertThat(flight.problems())
                .hasSize(ORDERS.size())
                .allSatisfy(problem -> assertThat(problem).contains("There is no host."));
        assertThat(flight.acknowledgedCount()).isZero();
        assertThat(JsonLines.read(folder.resolve("starts"), Start.class)).isEmpty();
    }

    @Test
    void comesBackWhenAbandonedWhileTheHostDoesNotAnswer() throws InterruptedException {
        CountDownLatch firstBurst = new CountDownLatch(OrderDriver.SMALL_BURST);
        CountDownLatch never = new CountDownLatch(1);
        Transport transport = transport(request -> {
            firstBurst.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new CallInterruptedException("The call was interrupted.", e);
            }
            throw new AssertionError("answered");
        });

        try (JsonLines<Start> starts = JsonLines.append(folder.resolve("starts"));
                JsonLines<Answer> answers = JsonLines.append(folder.resolve("answers"));
                DurableClient client = DurableClient.over(transport);
                OrderDriver driver = new OrderDriver(
                        client,
                        flight,
                        starts,
                        answers,
                        new Random(1),
                        InstantSource.system(),
                        Duration.ofMinutes(1))) {
            Thread giver = Thread.ofPlatform().start(() -> {
                awaitQuietly(firstBurst);
                driver.abandon();
            });
            driver.drive(ORDERS);
            giver.join();
        }

        assertThat(flight.problems())
                .hasSize(OrderDriver.SMALL_BURST + 1)
                .anySatisfy(problem -> assertThat(problem).contains("had to be given up"));
    }

    private void drive(Function<TransportRequest, TransportResponse> host) throws InterruptedException {
        try (JsonLines<Start> starts = JsonLines.append(folder.resolve("starts"));
                JsonLines<Answer> answers = JsonLines.append(folder.resolve("answers"));
                DurableClient client = DurableClient.over(transport(host));
                OrderDriver driver = new OrderDriver(
                        client,
                        flight,
                        starts,
                        answers,
                        new Random(1),
                        InstantSource.system(),
                        Duration.ofMinutes(1))) {
            driver.drive(ORDERS);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Transport transport(Function<TransportRequest, TransportResponse> host) {
        return new Transport() {
            @Override
            public TransportResponse send(TransportRequest request) {
                return host.apply(request);
            }

            @Override
            public void close() {}
        };
    }
}
