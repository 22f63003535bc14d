package dev.perdure.examples.orders;

/**
 * Who placed an order. Immutable.
 *
 * @param name a person's or a company's
 * @param email where the confirmation goes
 */
public record Customer(String name, String email) {}
