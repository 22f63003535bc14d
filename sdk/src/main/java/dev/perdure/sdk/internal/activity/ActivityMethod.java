package dev.perdure.sdk.internal.activity;

import dev.perdure.core.data.DataConverter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One method of an activity contract: its activity name, and how its arguments travel. No parameters: no payload; one:
 * its JSON; several: a JSON array.
 *
 * <p>Immutable.
 */
public final class ActivityMethod {

    private final String name;
    private final Method method;
    private final Type[] parameterTypes;

    ActivityMethod(String name, Method method) {
        this.name = name;
        this.method = method;
        this.parameterTypes = method.getGenericParameterTypes();
        // Contracts need not be public.
        method.setAccessible(true);
    }

    /** Another method that is called by a name and a payload, such as an operation of an entity. */
    public static ActivityMethod of(String name, Method method) {
        return new ActivityMethod(name, method);
    }

    /** The name of the activity. */
    public String name() {
        return name;
    }

    /** The type of the result, generics included. */
    public Type resultType() {
        return method.getGenericReturnType();
    }

    /** The class of the result; {@code void.class} for none. */
    public Class<?> resultClass() {
        return method.getReturnType();
    }

    /** The payload for a call with these arguments; null for none. */
    public @Nullable String payload(Object @Nullable [] arguments, DataConverter converter) {
        if (arguments == null || arguments.length == 0) {
            return null;
        }
        return arguments.length == 1 ? converter.serialize(arguments[0]) : ArgumentList.write(arguments, converter);
    }

    /**
     * Calls the method on {@code implementation} with the arguments in {@code payload}.
     *
     * @throws Exception what the method threw, or a {@code DataConversionException} if the payload does not fit
     */
    public @Nullable Object invoke(Object implementation, @Nullable String payload, DataConverter converter)
            throws Exception {
        try {
            return method.invoke(implementation, arguments(payload, converter));
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    boolean sameParameters(ActivityMethod other) {
        return Arrays.equals(method.getParameterTypes(), other.method.getParameterTypes());
    }

    private @Nullable Object[] arguments(@Nullable String payload, DataConverter converter) {
        return switch (parameterTypes.length) {
            case 0 -> new Object[0];
            case 1 -> new @Nullable Object[] {checked(0, converter.deserialize(payload, parameterTypes[0]))};
            default -> {
                @Nullable Object[] values = ArgumentList.read(payload, parameterTypes, converter);
                for (int i = 0; i < values.length; i++) {
                    checked(i, values[i]);
                }
                yield values;
            }
        };
    }

    private @Nullable Object checked(int index, @Nullable Object value) {
        if (value == null && method.getParameterTypes()[index].isPrimitive()) {
            throw new IllegalArgumentException("'" + name + "' got nothing for its parameter " + (index + 1)
                    + ", which is a primitive " + method.getParameterTypes()[index] + ".");
        }
        return value;
    }
}
