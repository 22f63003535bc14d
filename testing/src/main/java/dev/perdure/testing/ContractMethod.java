package dev.perdure.testing;

import dev.perdure.sdk.internal.activity.ActivityContract;
import dev.perdure.sdk.internal.activity.ActivityMethod;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a method of a contract, such as {@code Bank::charge}. It is never called, only looked at.
 *
 * @param <R> the result of the method
 */
public sealed interface ContractMethod<R extends @Nullable Object> extends Serializable {

    /**
     * A method without parameters.
     *
     * @param <T> the contract
     * @param <R> the result
     */
    @FunctionalInterface
    non-sealed interface NoArguments<T, R extends @Nullable Object> extends ContractMethod<R> {
        /** Stands for the method. */
        R call(T contract) throws Exception;
    }

    /**
     * A method with one parameter.
     *
     * @param <T> the contract
     * @param <A> its parameter
     * @param <R> the result
     */
    @FunctionalInterface
    non-sealed interface OneArgument<T, A extends @Nullable Object, R extends @Nullable Object>
            extends ContractMethod<R> {
        /** Stands for the method. */
        R call(T contract, A argument) throws Exception;
    }

    /**
     * A method with two parameters.
     *
     * @param <T> the contract
     * @param <A> its first parameter
     * @param <B> its second parameter
     * @param <R> the result
     */
    @FunctionalInterface
    non-sealed interface TwoArguments<
                    T, A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            extends ContractMethod<R> {
        /** Stands for the method. */
        R call(T contract, A first, B second) throws Exception;
    }

    /**
     * A method with three parameters.
     *
     * @param <T> the contract
     * @param <A> its first parameter
     * @param <B> its second parameter
     * @param <C> its third parameter
     * @param <R> the result
     */
    @FunctionalInterface
    non-sealed interface ThreeArguments<
                    T,
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            extends ContractMethod<R> {
        /** Stands for the method. */
        R call(T contract, A first, B second, C third) throws Exception;
    }

    /**
     * A method without parameters that returns nothing.
     *
     * @param <T> the contract
     */
    @FunctionalInterface
    non-sealed interface NoArgumentsVoid<T> extends ContractMethod<@Nullable Object> {
        /** Stands for the method. */
        void call(T contract) throws Exception;
    }

    /**
     * A method with one parameter that returns nothing.
     *
     * @param <T> the contract
     * @param <A> its parameter
     */
    @FunctionalInterface
    non-sealed interface OneArgumentVoid<T, A extends @Nullable Object> extends ContractMethod<@Nullable Object> {
        /** Stands for the method. */
        void call(T contract, A argument) throws Exception;
    }

    /**
     * A method with two parameters that returns nothing.
     *
     * @param <T> the contract
     * @param <A> its first parameter
     * @param <B> its second parameter
     */
    @FunctionalInterface
    non-sealed interface TwoArgumentsVoid<T, A extends @Nullable Object, B extends @Nullable Object>
            extends ContractMethod<@Nullable Object> {
        /** Stands for the method. */
        void call(T contract, A first, B second) throws Exception;
    }

    /**
     * A method with three parameters that returns nothing.
     *
     * @param <T> the contract
     * @param <A> its first parameter
     * @param <B> its second parameter
     * @param <C> its third parameter
     */
    @FunctionalInterface
    non-sealed interface ThreeArgumentsVoid<
                    T, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            extends ContractMethod<@Nullable Object> {
        /** Stands for the method. */
        void call(T contract, A first, B second, C third) throws Exception;
    }

    /** The name of the activity that a method of {@code contract} stands for. */
    static String activityName(Class<?> contract, ContractMethod<?> reference) {
        String name = methodName(reference);
        ActivityContract activities = ActivityContract.of(contract);
        for (Method method : contract.getMethods()) {
            ActivityMethod activity = activities.method(method);
            if (activity != null && method.getName().equals(name)) {
                return activity.name();
            }
        }
        throw new IllegalArgumentException("'" + name + "' is not an activity of " + contract.getName()
                + "; give a reference to one of its methods, such as Bank::charge.");
    }

    private static String methodName(ContractMethod<?> reference) {
        try {
            Method replace = reference.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            if (replace.invoke(reference) instanceof SerializedLambda lambda) {
                return lambda.getImplMethodName();
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("It is not a method reference.", e);
        }
        throw new IllegalArgumentException("It is not a method reference.");
    }
}
