package dev.perdure.examples.orders;

import java.util.List;

/**
 * What the check of an order found. Immutable.
 *
 * @param problems one sentence each; empty if the order is sound
 * @param receipt of the check itself
 */
public record Validation(List<String> problems, Receipt receipt) {

    public Validation {
        problems = List.copyOf(problems);
    }
}
