package dev.perdure.core;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;

/**
 * What a client needs to know of an orchestrator: its name, the type of its input and of its output. The SDK's
 * orchestrator interface extends this one, so that {@code client.start(Fulfil.class, order)} is typed without the client
 * depending on the SDK.
 *
 * @param <I> the input
 * @param <O> the output
 */
public interface OrchestratorType<I, O> {

    /** The name under which an orchestrator class is registered and started: its simple class name. */
    static String nameOf(Class<?> orchestrator) {
        return orchestrator.getSimpleName();
    }

    /**
     * The input type that {@code orchestrator} declares.
     *
     * @throws IllegalArgumentException if the class leaves it open (a lambda, a raw or generic class)
     */
    static Type inputType(Class<?> orchestrator) {
        return argument(orchestrator, 0);
    }

    /**
     * The output type that {@code orchestrator} declares.
     *
     * @throws IllegalArgumentException if the class leaves it open (a lambda, a raw or generic class)
     */
    static Type outputType(Class<?> orchestrator) {
        return argument(orchestrator, 1);
    }

    private static Type argument(Class<?> orchestrator, int index) {
        for (Class<?> c = orchestrator; c != null; c = c.getSuperclass()) {
            for (Type type : c.getGenericInterfaces()) {
                if (type instanceof ParameterizedType p
                        && p.getRawType() instanceof Class<?> raw
                        && OrchestratorType.class.isAssignableFrom(raw)
                        && p.getActualTypeArguments().length == 2) {
                    Type argument = p.getActualTypeArguments()[index];
                    if (!(argument instanceof TypeVariable<?>)) {
                        return argument;
                    }
                }
            }
        }
        throw new IllegalArgumentException(
                orchestrator.getName()
                        + " does not say its input and output types: it should implement Orchestrator<Input, Output> directly.");
    }
}
