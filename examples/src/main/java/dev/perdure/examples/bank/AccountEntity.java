package dev.perdure.examples.bank;

import dev.perdure.sdk.Entity;

/** An account: how many cents there are. */
public final class AccountEntity extends Entity<Long> implements Account {

    @Override
    protected Long initialState() {
        return 0L;
    }

    @Override
    public long deposit(long cents) {
        setState(state() + cents);
        return state();
    }

    @Override
    public long withdraw(long cents) {
        if (state() < cents) {
            throw new IllegalStateException("There are only " + state() + " cents, not " + cents + ".");
        }
        setState(state() - cents);
        return state();
    }

    @Override
    public long balance() {
        return state();
    }
}
