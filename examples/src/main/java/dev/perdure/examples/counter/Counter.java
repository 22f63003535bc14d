package dev.perdure.examples.counter;

import dev.perdure.sdk.Entity;

/** Counts. Each key has a counter of its own, whose operations run one at a time. */
public final class Counter extends Entity<Integer> {

    @Override
    protected Integer initialState() {
        return 0;
    }

    /** Adds, and says what the count is then. */
    public int add(int amount) {
        setState(state() + amount);
        return state();
    }

    /** The count. */
    public int get() {
        return state();
    }
}
