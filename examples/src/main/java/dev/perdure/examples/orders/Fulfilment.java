package dev.perdure.examples.orders;

/**
 * How an order ended. Immutable.
 *
 * @param orderId the order
 * @param outcome its one final outcome
 * @param explanation for the customer
 */
public record Fulfilment(String orderId, Outcome outcome, String explanation) {}
