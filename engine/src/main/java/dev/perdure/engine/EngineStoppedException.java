package dev.perdure.engine;

/**
 * The engine stopped, because of a failed write or a broken invariant, before the request was durable for sure. It may
 * or may not have taken effect: ask again, with the same idempotency key, once the host is back.
 */
public final class EngineStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EngineStoppedException(Throwable cause) {
        super(
                "The engine has stopped (" + cause.getMessage() + "); whether the request took effect is not known.",
                cause);
    }
}
