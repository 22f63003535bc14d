package dev.perdure.client.session;

/** A caller got no connection: its deadline passed, it was interrupted, or the pool was closed. Nothing was sent. */
final class NotGrantedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why the caller got none. */
    enum Reason {
        DEADLINE,
        INTERRUPTED,
        CLOSED
    }

    private final Reason reason;

    NotGrantedException(Reason reason) {
        super(null, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
