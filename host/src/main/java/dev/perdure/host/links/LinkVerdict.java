package dev.perdure.host.links;

import java.time.Instant;

/** What a signer finds out about a code. Immutable. */
public sealed interface LinkVerdict {

    /** It opens what was asked. */
    record Valid(Instant expires) implements LinkVerdict {}

    /** It did, until {@code expired}. */
    record Expired(Instant expired) implements LinkVerdict {}

    /** It is no code of this hub's key, or one for something else. */
    record Wrong() implements LinkVerdict {}
}
