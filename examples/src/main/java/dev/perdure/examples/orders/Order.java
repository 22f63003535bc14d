package dev.perdure.examples.orders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An order as it comes in. It may be nonsense: {@link #problems()} says so. Immutable.
 *
 * @param id such as {@code ORD-2026-0001}
 * @param customer who ordered
 * @param shipTo where the parcel goes
 * @param currency ISO 4217, for example {@code EUR}
 * @param items what was ordered, in the order of the basket
 * @param note what the customer wrote, perhaps empty
 * @param approveWithin how long an answer is waited for if the order needs approval
 */
public record Order(
        String id,
        Customer customer,
        Address shipTo,
        String currency,
        List<Item> items,
        String note,
        Duration approveWithin) {

    /** Orders above this total, in cents, wait for somebody's approval. */
    public static final long APPROVAL_ABOVE_CENTS = 1_000_00;

    /** Orders above this total, in cents, are rejected. */
    public static final long TOTAL_CENTS_MAX = 10_000_00;

    private static final Pattern SKU = Pattern.compile("[A-Z]{3}-[0-9]{5}");
    private static final Set<String> COUNTRIES =
            Set.of("AT", "CH", "DE", "ES", "FR", "GB", "IE", "IT", "NL", "NO", "US");

    public Order {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(customer, "customer");
        Objects.requireNonNull(shipTo, "shipTo");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(note, "note");
        Objects.requireNonNull(approveWithin, "approveWithin");
        items = List.copyOf(Objects.requireNonNull(items, "items"));
    }

    /** The sum over all items. */
    public Money total() {
        return new Money(items.stream().mapToLong(Item::priceCents).sum(), currency);
    }

    /** Whether the order is so large that somebody must approve it. */
    public boolean needsApproval() {
        return total().cents() > APPROVAL_ABOVE_CENTS;
    }

    /** What is wrong with this order, one sentence each; empty if it can be fulfilled. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (items.isEmpty()) {
            problems.add("The order has no items.");
        }
        Set<String> seen = new HashSet<>();
        for (Item item : items) {
            if (!SKU.matcher(item.sku()).matches()) {
                problems.add("There is no article '" + item.sku() + "'.");
            }
            if (!seen.add(item.sku())) {
                problems.add("Article " + item.sku() + " is listed twice.");
            }
            if (item.quantity() < 1) {
                problems.add("The quantity of " + item.sku() + " is " + item.quantity() + ".");
            }
        }
        if (total().cents() > TOTAL_CENTS_MAX) {
            problems.add(
                    "The total of " + total() + " is above the limit of " + new Money(TOTAL_CENTS_MAX, currency) + ".");
        }
        if (!COUNTRIES.contains(shipTo.country())) {
            problems.add("Nothing is shipped to '" + shipTo.country() + "'.");
        }
        return problems;
    }
}
