package dev.perdure.client.waiting;

/** What an instance is waited for. */
public enum Until {
    /** Its first turn is done. */
    STARTED,
    /** It has ended, in whatever way. */
    ENDED
}
