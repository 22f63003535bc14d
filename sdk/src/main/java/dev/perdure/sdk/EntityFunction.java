package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;

/**
 * The code of an entity as one function for all its operations, where an {@link Entity} class has a method for each:
 *
 * <pre>{@code
 * worker.entity("counter", Integer.class, 0, entity -> switch (entity.operation()) {
 *     case "add" -> {
 *         entity.setState(entity.state() + entity.input(Integer.class));
 *         yield entity.state();
 *     }
 *     case "get" -> entity.state();
 *     default -> throw new IllegalArgumentException("A counter cannot " + entity.operation() + ".");
 * });
 * }</pre>
 *
 * <p>Called by many threads at once, for one entity one at a time. Names of operations come as they were asked for, whatever
 * the case; an operation {@code delete} comes to the function like any other.
 *
 * @param <S> the state
 */
@FunctionalInterface
public interface EntityFunction<S> {

    /** Carries one operation out and returns its result, null for none. If it throws, the state is as it was. */
    @Nullable
    Object handle(OperationContext<S> operation) throws Exception;

    /**
     * One operation, and the state it works on.
     *
     * @param <S> the state
     */
    interface OperationContext<S> extends EntityContext {

        /**
         * The state; the initial one if there is none.
         *
         * @throws dev.perdure.core.data.DataConversionException if the stored state does not fit the type
         */
        S state();

        /** Replaces the state; null deletes it. */
        void setState(@Nullable S state);
    }
}
