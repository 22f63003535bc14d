package dev.perdure.examples.orders;

import java.util.List;

/** The activities of the warehouse. */
public interface Warehouse {

    /** Sets an item aside. */
    Receipt reserve(String orderId, Item item);

    /** Puts everything that was reserved back on the shelf. */
    Receipt release(String orderId, List<Receipt> reservations);

    /** Sends the parcel: ends the order as completed. */
    Fulfilment ship(String orderId, Address shipTo, List<Receipt> receipts);
}
