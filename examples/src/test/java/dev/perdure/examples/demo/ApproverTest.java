package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.OrderFile;
import dev.perdure.examples.orders.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApproverTest {

    @Test
    void leavesEightOrdersUnansweredDeclinesThreeAndApprovesTheRest() throws IOException {
        List<Order> waiting = orders().stream()
                .filter(order -> order.problems().isEmpty() && order.needsApproval())
                .toList();

        assertThat(waiting).hasSize(24);
        assertThat(waiting)
                .filteredOn(order -> Approver.answer(order).isEmpty())
                .hasSize(8);
        assertThat(waiting)
                .filteredOn(order -> Approver.answer(order).equals(Optional.of(false)))
                .hasSize(3);
        assertThat(waiting)
                .filteredOn(order -> Approver.answer(order).equals(Optional.of(true)))
                .hasSize(13);
    }

    @Test
    void answersOnlyOrdersThatWait() throws IOException {
        assertThat(orders())
                .filteredOn(order -> !order.needsApproval() || !order.problems().isEmpty())
                .hasSize(360 - 24)
                .allSatisfy(order -> assertThat(Approver.answer(order)).isEmpty());
    }

    @Test
    void everyOrderHasALawfulOutcomeAndAllThreeOccur() throws IOException {
        Set<Outcome> seen = EnumSet.noneOf(Outcome.class);

        for (Order order : orders()) {
            assertThat(Approver.lawful(order)).isNotEmpty();
            seen.addAll(Approver.lawful(order));
        }

        assertThat(seen).containsExactlyInAnyOrder(Outcome.values());
    }

    @Test
    void somePaymentsFailOnceAndSomeTwice() throws IOException {
        List<Integer> failures = orders().stream()
                .map(order -> Pace.failuresOfPayment(order.id()))
                .toList();

        assertThat(failures).filteredOn(count -> count == 1).hasSize(68);
        assertThat(failures).filteredOn(count -> count == 2).hasSize(31);
        assertThat(failures).filteredOn(count -> count == 0).hasSize(261);
    }

    @Test
    void aStepAlwaysTakesTheSameTime() throws IOException {
        assertThat(Pace.of("ORD-2026-0001", "validate")).isEqualTo(Pace.of("ORD-2026-0001", "validate"));
        assertThat(orders().stream().map(order -> Pace.of(order.id(), "ship").toMillis()))
                .allMatch(millis -> millis >= Pace.MILLIS_MIN && millis <= Pace.MILLIS_MAX);
    }

    private static List<Order> orders() throws IOException {
        try (BufferedReader text = Files.newBufferedReader(Path.of("orders.jsonl"))) {
            return OrderFile.read(text);
        }
    }
}
