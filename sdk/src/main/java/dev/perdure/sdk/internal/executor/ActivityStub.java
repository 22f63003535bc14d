package dev.perdure.sdk.internal.executor;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.internal.activity.ActivityContract;
import dev.perdure.sdk.internal.activity.ActivityMethod;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** What lies behind a stub of a contract: a call becomes an activity or a call of an entity. Confined to the orchestrator's thread. */
final class ActivityStub implements InvocationHandler {

    /** What a call of a stub asks for. */
    interface Target {

        /** Asks for it, without waiting. */
        DurableTask<@Nullable Object> call(String name, @Nullable String payload, Type resultType);
    }

    private final CallingPart context;
    private final Class<?> type;
    private final ActivityContract contract;
    private final Target target;

    private ActivityStub(CallingPart context, Class<?> type, Target target) {
        this.context = context;
        this.type = type;
        this.contract = ActivityContract.of(type);
        this.target = target;
    }

    static <T> T of(CallingPart context, Class<T> type, Target target) {
        ActivityStub stub = new ActivityStub(context, type, target);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, stub));
    }

    /** What a call of a stub of signals asks for. */
    @FunctionalInterface
    interface Signal {

        /** Asks for it. */
        void send(ActivityMethod operation, @Nullable Object @Nullable [] arguments);
    }

    /** A stub whose calls return at once. */
    static <T> T signals(Class<T> type, Signal signal) {
        ActivityContract contract = ActivityContract.of(type);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    ActivityMethod operation = contract.method(method);
                    if (operation == null) {
                        return ofObject(type, proxy, method, arguments);
                    }
                    signal.send(operation, arguments);
                    return nothing(operation);
                }));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        ActivityMethod activity = contract.method(method);
        return activity == null
                ? ofObject(type, proxy, method, arguments)
                : context.stubCalled(new StubCall(activity, arguments, target));
    }

    /** A call of a stub. */
    static final class StubCall {

        private final ActivityMethod activity;
        private final @Nullable Object @Nullable [] arguments;
        private final Target target;

        private StubCall(ActivityMethod activity, @Nullable Object @Nullable [] arguments, Target target) {
            this.activity = activity;
            this.arguments = arguments;
            this.target = target;
        }

        DurableTask<@Nullable Object> schedule(DataConverter converter) {
            return target.call(activity.name(), activity.payload(arguments, converter), activity.resultType());
        }

        @Nullable
        Object nothing() {
            return ActivityStub.nothing(activity);
        }

        @Nullable
        Object checked(@Nullable Object value) {
            if (value == null && nothing() != null) {
                throw new IllegalStateException("'" + activity.name() + "' returned nothing where its contract says "
                        + activity.resultClass() + ".");
            }
            return value;
        }
    }

    /** What a stub method returns while its result is not there: null, or zero for a primitive. */
    private static @Nullable Object nothing(ActivityMethod activity) {
        Class<?> result = activity.resultClass();
        return result.isPrimitive() && result != void.class ? Array.get(Array.newInstance(result, 1), 0) : null;
    }

    @SuppressWarnings("ReferenceEquality") // a stub equals itself only
    private static Object ofObject(
            Class<?> type, Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "stub of " + type.getName();
            default -> throw new IllegalStateException("not a method of a contract: " + method);
        };
    }
}
