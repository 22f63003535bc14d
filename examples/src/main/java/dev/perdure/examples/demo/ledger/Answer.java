package dev.perdure.examples.demo.ledger;

import java.util.Objects;

/**
 * An answer to a request for approval that the host acknowledged. Immutable.
 *
 * @param order the order's id
 * @param approved the answer
 * @param acknowledgedMillis when the acknowledgement was there, in milliseconds since 1970
 */
public record Answer(String order, boolean approved, long acknowledgedMillis) {

    public Answer {
        Objects.requireNonNull(order, "order");
    }
}
