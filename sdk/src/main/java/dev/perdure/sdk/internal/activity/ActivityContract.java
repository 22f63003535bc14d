package dev.perdure.sdk.internal.activity;

import dev.perdure.sdk.ActivityName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The activities that an interface declares. Built once per interface and kept with it.
 *
 * <p>Immutable.
 */
public final class ActivityContract {

    private static final ClassValue<ActivityContract> CONTRACTS = new ClassValue<>() {
        @Override
        protected ActivityContract computeValue(Class<?> type) {
            return new ActivityContract(type);
        }
    };

    private final Class<?> type;
    private final Map<Method, ActivityMethod> methods = new HashMap<>();
    private final Map<String, ActivityMethod> byName = new HashMap<>();

    private ActivityContract(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName() + " is not an interface; activities are declared by the methods of one.");
        }
        this.type = type;
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !isOfObject(method) && !method.isBridge()) {
                add(method);
            }
        }
        if (methods.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " declares no methods, so it has no activities.");
        }
    }

    /**
     * The activities of {@code type}.
     *
     * @throws IllegalArgumentException if it is not an interface, has no methods, or two activities of one name
     */
    public static ActivityContract of(Class<?> type) {
        return CONTRACTS.get(type);
    }

    /** All activities, in no particular order. */
    public Collection<ActivityMethod> methods() {
        return byName.values();
    }

    /** The activity that a method of the interface stands for; null for methods of {@code Object}. */
    public @Nullable ActivityMethod method(Method method) {
        return methods.get(method);
    }

    private void add(Method method) {
        ActivityName annotation = method.getAnnotation(ActivityName.class);
        String name = annotation == null ? method.getName() : annotation.value();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("The activity name of " + method + " is empty.");
        }
        ActivityMethod activity = new ActivityMethod(name, method);
        ActivityMethod other = byName.get(name);
        if (other != null && !other.sameParameters(activity)) {
            throw new IllegalArgumentException(type.getName() + " declares two activities named '" + name
                    + "'; give one of them another name with @ActivityName.");
        }
        // The same method may come from several super-interfaces: then either stands for the one activity.
        methods.put(method, activity);
        byName.put(name, activity);
    }

    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
