package dev.perdure.sdk.internal.activity;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.ActivityFunction;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An activity that a worker serves: its name, and the user code behind it.
 *
 * <p>Immutable, and as thread-safe as the user code.
 *
 * @param name the name of the activity
 * @param code turns the payload into the result
 */
public record ActivityDefinition(String name, Code code) {

    /** User code from payload to result value. */
    @FunctionalInterface
    public interface Code {

        /** Carries the activity out; whatever it throws fails the task. A {@link RawPayload} is not converted. */
        @Nullable
        Object run(ActivityContext ctx, @Nullable String payload, DataConverter converter) throws Exception;
    }

    /** An activity of a contract; {@code implementation} is asked for each call. */
    public static ActivityDefinition of(ActivityMethod method, Function<ActivityContext, ?> implementation) {
        return new ActivityDefinition(
                method.name(),
                (ctx, payload, converter) -> method.invoke(implementation.apply(ctx), payload, converter));
    }

    /** An activity that is one function. */
    public static <I> ActivityDefinition of(String name, Type inputType, ActivityFunction<I, ?> function) {
        return new ActivityDefinition(name, (ctx, payload, converter) -> {
            @SuppressWarnings("unchecked") // the converter returns a value of inputType, or null
            I input = (I) converter.deserialize(payload, inputType);
            return function.run(ctx, input);
        });
    }
}
