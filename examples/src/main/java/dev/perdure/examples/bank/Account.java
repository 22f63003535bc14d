package dev.perdure.examples.bank;

/** The operations of an account. */
public interface Account {

    /** Adds money, and says how much there is then. */
    long deposit(long cents);

    /**
     * Takes money, and says how much there is then.
     *
     * @throws IllegalStateException if there is not so much
     */
    long withdraw(long cents);

    /** How much there is. */
    long balance();
}
