package dev.perdure.examples.orders;

import java.util.List;

/** The activities of the people who look after orders. */
public interface OrderDesk {

    /** Checks the order. */
    Validation validate(Order order);

    /** Ends the order as rejected. */
    Fulfilment reject(String orderId, List<String> reasons, List<Receipt> receipts);

    /** Ends the order as expired. */
    Fulfilment expire(String orderId, List<Receipt> receipts);
}
