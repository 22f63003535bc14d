package dev.perdure.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.testing.internal.ActivityBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done instead of one activity, and what it was called with. Without an answer the activity itself is called, and
 * only noted. Answers follow each other, one for each task; the last one stays. A task that is delivered again gets the
 * answer it got before.
 *
 * <p>Thread-safe.
 *
 * @param <R> the result of the activity
 */
public final class ActivityStub<R extends @Nullable Object> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Computes an answer.
     *
     * @param <A> the input
     * @param <R> the result
     */
    @FunctionalInterface
    public interface Answer<A extends @Nullable Object, R extends @Nullable Object> {
        /** The result for an input, which is null if there was none. What it throws fails the task. */
        R answer(A input) throws Exception;
    }

    private final String name;
    private final ActivityBook book;
    private final Runnable onFirstAnswer;
    private final List<ActivityBook.Answer> answers = new ArrayList<>();

    ActivityStub(String name, ActivityBook book, Runnable onFirstAnswer) {
        this.name = name;
        this.book = book;
        this.onFirstAnswer = onFirstAnswer;
    }

    /** The name of the activity. */
    public String name() {
        return name;
    }

    /** Answers with {@code result}. */
    public ActivityStub<R> returns(R result) {
        return then((call, index, real) -> result);
    }

    /** Does nothing, and answers without a result. */
    public ActivityStub<R> doesNothing() {
        return then((call, index, real) -> null);
    }

    /** Answers the next task with {@code result}. */
    public ActivityStub<R> thenReturns(R result) {
        return returns(result);
    }

    /** Fails with {@code failure}, which counts as thrown by the activity. */
    public ActivityStub<R> throwing(Exception failure) {
        return then((call, index, real) -> {
            throw failure;
        });
    }

    /** Fails the next task with {@code failure}. */
    public ActivityStub<R> thenThrows(Exception failure) {
        return throwing(failure);
    }

    /** Calls the activity itself for the next task. */
    public ActivityStub<R> thenCallsReal() {
        return then((call, index, real) -> real.run());
    }

    /**
     * Answers with what {@code answer} makes of the input.
     *
     * @param inputType the type of the input; of an activity with several parameters an array or a list
     */
    public <A> ActivityStub<R> answers(Class<A> inputType, Answer<A, R> answer) {
        return then((call, index, real) -> {
            @SuppressWarnings("unchecked") // the converter returns a value of the type, or null
            A input = (A) call.converter().deserialize(call.payload(), inputType);
            return apply(answer, input);
        });
    }

    @SuppressWarnings("NullAway") // absent input arrives as null, as Answer says
    private static <A, R extends @Nullable Object> R apply(Answer<A, R> answer, @Nullable A input) throws Exception {
        return answer.answer(input);
    }

    private ActivityStub<R> then(ActivityBook.Answer answer) {
        boolean first;
        synchronized (answers) {
            first = answers.isEmpty();
            answers.add(answer);
        }
        if (first) {
            book.answer(name, (call, index, real) -> next(index).answer(call, index, real));
            onFirstAnswer.run();
        }
        return this;
    }

    private ActivityBook.Answer next(int index) {
        synchronized (answers) {
            return answers.get(Math.min(index, answers.size() - 1));
        }
    }

    /** How many tasks were carried out, each counted once however often it was delivered. */
    public int calls() {
        return book.calls(name).size();
    }

    /** How often the activity was carried out; more than {@link #calls()} if tasks were delivered again. */
    public int runs() {
        return book.runs(name);
    }

    /**
     * The inputs of all tasks, in the order in which they were first carried out. May contain null, for no input.
     *
     * @param type of the input of an activity with one parameter; of one with several, an array or a list
     * @throws dev.perdure.core.data.DataConversionException if one does not fit the type
     */
    public <A> List<@Nullable A> inputs(Class<A> type) {
        List<@Nullable A> inputs = new ArrayList<>();
        for (ActivityBook.Call call : book.calls(name)) {
            @SuppressWarnings("unchecked") // the converter returns a value of the type, or null
            A input = (A) call.converter().deserialize(call.payload(), type);
            inputs.add(input);
        }
        return inputs;
    }

    /**
     * The arguments at one place of all tasks of an activity with several parameters.
     *
     * @param parameter from 0
     * @throws IllegalArgumentException if a task has no such argument
     */
    public <A> List<@Nullable A> arguments(int parameter, Class<A> type) {
        List<@Nullable A> arguments = new ArrayList<>();
        for (ActivityBook.Call call : book.calls(name)) {
            @SuppressWarnings("unchecked") // as above
            A argument = (A) call.converter().deserialize(argument(call, parameter), type);
            arguments.add(argument);
        }
        return arguments;
    }

    private String argument(ActivityBook.Call call, int parameter) {
        try {
            JsonNode all = JSON.readTree(call.payload() == null ? "[]" : call.payload());
            JsonNode one = all.get(parameter);
            if (!all.isArray() || one == null) {
                throw new IllegalArgumentException("A call of the activity '" + name + "' has no argument " + parameter
                        + ": its input is " + call.payload() + ".");
            }
            return one.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "activity '" + name + "', " + calls() + " calls";
    }
}
