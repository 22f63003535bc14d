package dev.perdure.examples.orders;

/** The final outcomes of an order: each order gets exactly one. */
public enum Outcome {
    /** Paid and shipped. */
    COMPLETED,
    /** Not fulfilled: the order was unsound or its approval was declined. */
    REJECTED,
    /** Not fulfilled: nobody answered the request for approval in time. */
    EXPIRED
}
