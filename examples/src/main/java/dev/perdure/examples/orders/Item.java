package dev.perdure.examples.orders;

import java.util.Objects;

/**
 * One line of an order. Immutable.
 *
 * @param sku the article, three letters, a hyphen and five digits
 * @param name what it is
 * @param quantity how many; at least 1 in a sound order
 * @param unitPriceCents the price of one, in cents of the order's currency
 */
public record Item(String sku, String name, int quantity, long unitPriceCents) {

    public Item {
        Objects.requireNonNull(sku, "sku");
        Objects.requireNonNull(name, "name");
    }

    long priceCents() {
        return Math.multiplyExact(quantity, unitPriceCents);
    }
}
