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
 * @param version the version whose instances it runs; null for those of any version that has no code of its own
 * @param inputType what the input payload is read as
 * @param code called once for each run
 */
public record OrchestratorDefinition(String name, @Nullable String version, Type inputType, Code code) {

    /** An orchestrator for any version. */
    public OrchestratorDefinition(String name, Type inputType, Code code) {
        this(name, null, inputType, code);
    }

    /** Between name and version in a key; no name has it. */
    private static final char VERSION_MARK = '\u0000';

    /** Where the code of one run comes from. */
    @FunctionalInterface
    public interface Code {

        /** The orchestrator of one run, with its types erased. */
        Orchestrator<@Nullable Object, ?> get() throws Exception;
    }

    /** The same code under a name and a version. */
    public OrchestratorDefinition as(String otherName, String otherVersion) {
        return new OrchestratorDefinition(otherName, otherVersion, inputType, code);
    }

    /** Under which it is found. */
    public String key() {
        return key(name, version);
    }

    /** The key of a name and a version: the name alone for no version. */
    public static String key(String name, @Nullable String version) {
        return version == null ? name : name + VERSION_MARK + version;
    }

    /** Runs the code once, from its beginning. */
    @SuppressWarnings("NullAway") // absent input arrives as null, as Orchestrator says
    @Nullable
    static Object run(Orchestrator<@Nullable Object, ?> code, OrchestrationContext ctx, @Nullable Object input)
            throws Exception {
        return code.run(ctx, input);
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
    public static <I> OrchestratorDefinition of(String name, Type inputType, Orchestrator<I, ?> orchestrator) {
        return new OrchestratorDefinition(
                name, inputType, () -> (Orchestrator<@Nullable Object, ?>) (Orchestrator<?, ?>) orchestrator);
    }
}
