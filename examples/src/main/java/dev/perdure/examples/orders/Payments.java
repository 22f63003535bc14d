package dev.perdure.examples.orders;

/** The activity of the payment provider. */
public interface Payments {

    /**
     * Takes the money.
     *
     * @throws PaymentUnavailableException if the provider cannot answer now; trying again is sensible
     */
    Receipt charge(String orderId, Money total);
}
