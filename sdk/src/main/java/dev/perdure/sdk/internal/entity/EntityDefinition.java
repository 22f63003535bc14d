package dev.perdure.sdk.internal.entity;

import dev.perdure.core.EntityId;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EntityFunction;
import dev.perdure.sdk.internal.activity.ActivityMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind of entity that a worker serves.
 *
 * <p>Immutable.
 *
 * @param name in lower case
 * @param stateType what the state is read as
 * @param code carries operations out
 */
public record EntityDefinition(String name, Type stateType, Code code) {

    /** The code of an entity. */
    sealed interface Code {}

    /**
     * A class, with a method for each operation.
     *
     * @param factory makes the object for one operation
     * @param operations by name in lower case
     */
    record OfClass(Supplier<? extends Entity<?>> factory, Map<String, ActivityMethod> operations) implements Code {}

    /**
     * A function for all operations.
     *
     * @param initialState of an entity that has none
     */
    record OfFunction<S>(EntityFunction<S> function, S initialState) implements Code {

        @Nullable
        Object handle(Operation operation) throws Exception {
            return function.handle(new FunctionOperation<>(operation, initialState));
        }
    }

    /**
     * The kind of entity that {@code function} is the code of.
     *
     * @throws dev.perdure.core.InvalidInstanceIdException if no entity can have that name
     */
    public static <S> EntityDefinition of(String name, Type stateType, S initialState, EntityFunction<S> function) {
        return new EntityDefinition(new EntityId(name, "").name(), stateType, new OfFunction<>(function, initialState));
    }

    /**
     * The kind of entity that {@code factory} makes objects of.
     *
     * @throws IllegalArgumentException if its class does not say the type of its state, or has two operations of one name
     * @throws dev.perdure.core.InvalidInstanceIdException if no entity can have that name
     */
    public static EntityDefinition of(String name, Supplier<? extends Entity<?>> factory) {
        Class<?> type = factory.get().getClass();
        return new EntityDefinition(
                new EntityId(name, "").name(), stateType(type), new OfClass(factory, operations(type)));
    }

    private static Map<String, ActivityMethod> operations(Class<?> type) {
        Map<String, ActivityMethod> operations = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (!isOperation(method)) {
                continue;
            }
            String name = method.getName().toLowerCase(Locale.ROOT);
            if (operations.put(name, ActivityMethod.of(method.getName(), method)) != null) {
                throw new IllegalArgumentException(type.getName() + " has two public methods '" + name
                        + "'; operations are told by their names, so give one of them another.");
            }
        }
        return operations;
    }

    private static boolean isOperation(Method method) {
        if (Modifier.isStatic(method.getModifiers()) || method.isBridge() || method.isSynthetic()) {
            return false;
        }
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return false;
        } catch (NoSuchMethodException e) {
            return !(method.getName().equals("initialState") && method.getParameterCount() == 0);
        }
    }

    private static Type stateType(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (Entity.class.equals(c.getSuperclass())
                    && c.getGenericSuperclass() instanceof ParameterizedType p
                    && !(p.getActualTypeArguments()[0] instanceof TypeVariable<?>)) {
                return p.getActualTypeArguments()[0];
            }
        }
        throw new IllegalArgumentException(
                type.getName() + " does not say the type of its state: it should extend Entity<State> directly.");
    }
}
