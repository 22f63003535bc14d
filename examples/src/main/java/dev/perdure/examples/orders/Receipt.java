package dev.perdure.examples.orders;

/**
 * Proof that a step of an order was carried out. The last step of each order is given the receipts of all results it
 * rests on. Immutable.
 *
 * @param step what was done, such as {@code charge} or {@code reserve:TEA-39216}
 * @param taskId the task of the orchestration that did it
 */
public record Receipt(String step, int taskId) {}
