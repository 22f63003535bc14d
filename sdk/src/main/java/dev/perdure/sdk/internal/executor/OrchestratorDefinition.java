package dev.perdure.sdk.internal.executor;

import dev.perdure.core.OrchestratorType;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An orchestrator that a worker serves: its name, the type of its input, and how to get at its code.
 *
 * <p>Immutable.
 *
 * @param name the name of the orchestrator
 * @param inputType what the input payload is read as
 * @param code called once for each run
 */
public record OrchestratorDefinition(String name, Type inputType, Code code) {

    /** Where the code of one run comes from. */
    @FunctionalInterface
    public interface Code {

        /** The orchestrator of one run, with its types erased. */
        Orchestrator<@Nullable Object, ?> get() throws Exception;
    }

    /** Runs the code once, from its beginning. */
    @SuppressWarnings("NullAway") // absent input arrives as null, as Orchestrator says
    @Nullable
    Object run(OrchestrationContext ctx, @Nullable Object input) throws Exception {
        return code.get().run(ctx, input);
    }

    /** A class, instantiated for each run. */
    @SuppressWarnings("unchecked") // the input is read as the type that the class itself declares
    public static OrchestratorDefinition of(Class<? extends Orchestrator<?, ?>> type) {
        Constructor<? extends Orchestrator<?, ?>> constructor;
        try {
            constructor = type.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    "The orchestrator " + type.getName()
                            + " has no constructor without parameters; register an object of it under a name instead.",
                    e);
        }
        if (type.isInterface() || java.lang.reflect.Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalArgumentException("The orchestrator " + type.getName() + " is abstract.");
        }
        constructor.setAccessible(true);
        return new OrchestratorDefinition(OrchestratorType.nameOf(type), OrchestratorType.inputType(type), () -> {
            try {
                return (Orchestrator<@Nullable Object, ?>) (Orchestrator<?, ?>) constructor.newInstance();
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        });
    }

    /** A class, whose objects come from {@code factory}, one for each run. */
    @SuppressWarnings("unchecked") // the input is read as the type that the class itself declares
    public static <O extends Orchestrator<?, ?>> OrchestratorDefinition of(
            Class<O> type, Supplier<? extends O> factory) {
        return new OrchestratorDefinition(OrchestratorType.nameOf(type), OrchestratorType.inputType(type), () ->
                (Orchestrator<@Nullable Object, ?>) factory.get());
    }

    /** An object, shared by all runs. */
    @SuppressWarnings("unchecked") // the input is read as inputType
    public static <I> OrchestratorDefinition of(String name, Class<I> inputType, Orchestrator<I, ?> orchestrator) {
        return new OrchestratorDefinition(
                name, inputType, () -> (Orchestrator<@Nullable Object, ?>) (Orchestrator<?, ?>) orchestrator);
    }
}
