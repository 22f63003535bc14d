package dev.perdure.sdk;

import dev.perdure.sdk.internal.entity.EntityAccess;
import dev.perdure.sdk.internal.entity.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The code of an entity: a small durable object whose operations run one at a time. Each public method of a subclass is
 * an operation of that name, whatever the case; its parameters are the input and what it returns is the result. An
 * operation that throws fails for its caller, and leaves the state as it was.
 *
 * <pre>{@code
 * final class Counter extends Entity<Integer> {
 *     protected Integer initialState() {
 *         return 0;
 *     }
 *
 *     public int add(int amount) {
 *         setState(state() + amount);
 *         return state();
 *     }
 * }
 * }</pre>
 *
 * <p>An object is made for each operation, so fields do not last: the state does. Operations may do I/O, but may then
 * run again if the worker dies in the middle of one. An operation {@code delete} that a class does not have itself deletes
 * the state.
 *
 * <p>Used by one thread at a time.
 *
 * @param <S> the state, best a record
 */
public abstract class Entity<S> {

    static {
        EntityAccess.provide(Entity::begin);
    }

    private @Nullable Operation operation;

    /** For subclasses. */
    protected Entity() {}

    /** The state of an entity that has none yet, or none any more. */
    protected abstract S initialState();

    /**
     * The state. What is changed in it, if it can be changed, lasts too.
     *
     * @throws dev.perdure.core.data.DataConversionException if the stored state does not fit the type
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // read as the type that the class declares
    protected final S state() {
        return (S) operation().state(this::initialState);
    }

    /** Replaces the state; null deletes it. */
    protected final void setState(@Nullable S state) {
        operation().setState(state);
    }

    /** The current operation. */
    protected final EntityContext context() {
        return operation();
    }

    private Operation operation() {
        Operation current = operation;
        if (current == null) {
            throw new IllegalStateException("An entity has state and context only while an operation of it runs.");
        }
        return current;
    }

    private void begin(Operation next) {
        operation = next;
    }
}
