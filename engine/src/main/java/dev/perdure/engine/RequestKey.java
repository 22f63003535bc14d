package dev.perdure.engine;

/**
 * The idempotency key of a request: a second request about the same instance with the same key gets the first one's
 * answer and has no further effect. Remembered with the instance for 15 minutes by default, also across its purge.
 *
 * @param value chosen by the client, 1 to {@value #LENGTH_MAX} characters
 * @param bodyHash a hash of everything else in the request; the same key with another hash is refused
 */
public record RequestKey(String value, long bodyHash) {

    /** The greatest length of a key, in characters. */
    public static final int LENGTH_MAX = 256;

    public RequestKey {
        if (value.isEmpty() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "An idempotency key has 1 to " + LENGTH_MAX + " characters; this one has " + value.length() + ".");
        }
    }
}
