package dev.perdure.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderFileTest {

    private static final String ORDER = """
            {"id":"%s","customer":{"name":"Ada","email":"ada@example.com"},\
            "shipTo":{"street":"Main Street 1","city":"Cork","postalCode":"T12","country":"IE"},"currency":"EUR",\
            "items":[{"sku":"TEA-10001","name":"Tea","quantity":2,"unitPriceCents":990}],"note":"",\
            "approveWithin":"PT8S"}
            """;

    @Test
    void theOrdersOfTheDemoAreAsTheDemoNeedsThem() throws IOException {
        List<Order> orders;
        try (BufferedReader text = Files.newBufferedReader(Path.of("orders.jsonl"))) {
            orders = OrderFile.read(text);
        }

        assertThat(orders).hasSize(360);
        assertThat(orders.getFirst().id()).isEqualTo("ORD-2026-0001");
        assertThat(orders).filteredOn(order -> !order.problems().isEmpty()).hasSize(15);
        assertThat(orders)
                .filteredOn(order -> order.problems().isEmpty() && order.needsApproval())
                .hasSize(24);
        assertThat(orders)
                .filteredOn(order -> order.problems().isEmpty())
                .allSatisfy(order -> assertThat(order.items()).hasSizeBetween(1, 6));
        assertThat(orders.stream().flatMap(order -> order.problems().stream()).map(OrderFileTest::kind))
                .contains(
                        "The order has no items.",
                        "There is no article",
                        "The quantity of",
                        "The total of",
                        "Nothing is shipped",
                        "Article twice");
    }

    @Test
    void readsOrdersAndPassesOverBlankLines() throws IOException {
        List<Order> orders = read(ORDER.formatted("A") + "\n" + ORDER.formatted("B"));

        assertThat(orders).extracting(Order::id).containsExactly("A", "B");
        assertThat(orders.getFirst().total()).hasToString("19.80 EUR");
        assertThat(orders.getFirst().approveWithin()).hasSeconds(8);
    }

    @Test
    void namesTheLineThatIsNotAnOrder() {
        assertThatThrownBy(() -> read(ORDER.formatted("A") + "{\"id\":\"B\"}"))
                .isInstanceOf(InvalidOrderFileException.class)
                .hasMessageContaining("Line 2");
        assertThatThrownBy(() -> read("no JSON")).isInstanceOf(InvalidOrderFileException.class);
        assertThatThrownBy(() -> read("null")).isInstanceOf(InvalidOrderFileException.class);
    }

    @Test
    void refusesAnIdThatOccursTwice() {
        assertThatThrownBy(() -> read(ORDER.formatted("A") + ORDER.formatted("A")))
                .isInstanceOf(InvalidOrderFileException.class)
                .hasMessageContaining("occurs twice");
    }

    private static List<Order> read(String text) throws IOException {
        return OrderFile.read(new BufferedReader(new StringReader(text)));
    }

    private static String kind(String problem) {
        if (problem.contains("is listed twice")) {
            return "Article twice";
        }
        for (String prefix : List.of("There is no article", "The quantity of", "The total of", "Nothing is shipped")) {
            if (problem.startsWith(prefix)) {
                return prefix;
            }
        }
        return problem;
    }
}
