package dev.perdure.client.session;

import dev.perdure.client.spi.TransportResponse;

/** How one attempt to get an answer went. Immutable. */
sealed interface Attempt {

    /** A whole answer came. */
    record Answered(TransportResponse response) implements Attempt {}

    /** It is certain that the host had no byte of the request. */
    record NotSent(Exception cause) implements Attempt {}

    /** Some of the request was sent, and no whole answer came: the host may have done it, do it yet, or never. */
    record MaybeDone(Exception cause) implements Attempt {}
}
