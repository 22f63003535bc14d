package dev.perdure.examples.springboot;

import dev.perdure.sdk.Entity;
import dev.perdure.spring.DurableEntity;

/** How often an item was sold. */
@DurableEntity(name = "sales")
public class Sales extends Entity<Integer> {

    @Override
    protected Integer initialState() {
        return 0;
    }

    public int add(int count) {
        setState(state() + count);
        return state();
    }
}
