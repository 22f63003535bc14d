package dev.perdure.client.session;

/**
 * The connections opened between two breaks. When one of them breaks the generation is retired: its idle connections are
 * closed, those in use finish their call and are closed then, and new calls use the next generation.
 *
 * <p>Confined to the lock of its {@link ConnectionPool}, but for the number.
 */
final class Generation {

    private final long number;
    private boolean retired;

    Generation(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    boolean isRetired() {
        return retired;
    }

    void retire() {
        retired = true;
    }
}
