package dev.perdure.client.spi;

/**
 * What a transport may do when a request may have reached the host but no whole answer came back. (A request of which
 * nothing was sent may always be repeated.)
 */
public enum RetryRule {
    /** The request changes nothing: it may be repeated. */
    FREELY,
    /**
     * The request changes something and carries an {@link HttpHeaders#IDEMPOTENCY_KEY}: it may be repeated only at a host
     * that is known to honour such keys, because only there the repetition has no second effect.
     */
    IF_KEY_HONOURED
}
