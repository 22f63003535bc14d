package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.internal.activity.ActivityContract;
import dev.perdure.sdk.internal.activity.ActivityMethod;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** What lies behind a stub of a contract: a call becomes an activity. Confined to the orchestrator's thread. */
final class ActivityStub implements InvocationHandler {

    private final DurableContext context;
    private final Class<?> type;
    private final ActivityContract contract;
    private final @Nullable RetryPolicy retry;

    private ActivityStub(DurableContext context, Class<?> type, @Nullable RetryPolicy retry) {
        this.context = context;
        this.type = type;
        this.contract = ActivityContract.of(type);
        this.retry = retry;
    }

    static <T> T of(DurableContext context, Class<T> type, @Nullable RetryPolicy retry) {
        ActivityStub stub = new ActivityStub(context, type, retry);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, stub));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        ActivityMethod activity = contract.method(method);
        return activity == null
                ? ofObject(proxy, method, arguments)
                : context.stubCalled(new StubCall(activity, arguments, retry));
    }

    /** A call of a stub. */
    static final class StubCall {

        private final ActivityMethod activity;
        private final @Nullable Object @Nullable [] arguments;
        private final @Nullable RetryPolicy retry;

        private StubCall(
                ActivityMethod activity, @Nullable Object @Nullable [] arguments, @Nullable RetryPolicy retry) {
            this.activity = activity;
            this.arguments = arguments;
            this.retry = retry;
        }

        ActivityTask<@Nullable Object> schedule(OrchestratorRun run) {
            String payload = activity.payload(arguments, run.library().converter());
            return new ActivityTask<>(run, activity.name(), payload, activity.resultType(), retry);
        }

        /** What a stub method returns while its result is not there: null, or zero for a primitive. */
        @Nullable
        Object nothing() {
            Class<?> result = activity.resultClass();
            return result.isPrimitive() && result != void.class ? Array.get(Array.newInstance(result, 1), 0) : null;
        }

        @Nullable
        Object checked(@Nullable Object value) {
            if (value == null && nothing() != null) {
                throw new IllegalStateException("The activity '" + activity.name()
                        + "' returned nothing where its contract says " + activity.resultClass() + ".");
            }
            return value;
        }
    }

    @SuppressWarnings("ReferenceEquality") // a stub equals itself only
    private Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "activities of " + type.getName();
            default -> throw new IllegalStateException("not a method of a contract: " + method);
        };
    }
}
