package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.orders.Address;
import dev.perdure.examples.orders.Customer;
import dev.perdure.examples.orders.Item;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/** Orders for the tests of the judge: approval is given to those shipped to Ireland and to nobody else. */
public final class Orders {

    private Orders() {}

    public static Order sound(String id) {
        return order(id, "DE", item("TEA-10001", 2, 9_90), item("MUG-20002", 1, 12_50));
    }

    public static Order unsound(String id) {
        return order(id, "DE", item("TEA-10001", 0, 9_90));
    }

    public static Order approved(String id) {
        return order(id, "IE", item("MCH-30003", 1, 1_500_00), item("COF-40004", 3, 18_90));
    }

    public static Order unanswered(String id) {
        return order(id, "NO", item("MCH-30003", 1, 1_500_00), item("COF-40004", 3, 18_90));
    }

    public static Order declined(String id) {
        return order(id, "US", item("MCH-30003", 1, 1_500_00));
    }

    static Set<Outcome> lawful(Order order) {
        if (!order.problems().isEmpty()) {
            return Set.of(Outcome.REJECTED);
        }
        if (!order.needsApproval()) {
            return Set.of(Outcome.COMPLETED);
        }
        return switch (order.shipTo().country()) {
            case "IE" -> Set.of(Outcome.COMPLETED, Outcome.EXPIRED);
            case "US" -> Set.of(Outcome.REJECTED, Outcome.EXPIRED);
            default -> Set.of(Outcome.EXPIRED);
        };
    }

    private static Order order(String id, String country, Item... items) {
        return new Order(
                id,
                new Customer("Ada", "ada@example.com"),
                new Address("Main Street 1", "Springfield", "12345", country),
                "EUR",
                Arrays.asList(items),
                "",
                Duration.ofSeconds(8));
    }

    private static Item item(String sku, int quantity, long cents) {
        return new Item(sku, "Something", quantity, cents);
    }
}
