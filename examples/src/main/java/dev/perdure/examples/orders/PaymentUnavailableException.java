package dev.perdure.examples.orders;

/** The payment provider could not answer; no money was taken. */
public final class PaymentUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PaymentUnavailableException(String orderId) {
        super("The payment provider did not answer for order " + orderId + "; nothing was charged.");
    }
}
