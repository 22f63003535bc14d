package dev.perdure.core;

import com.google.protobuf.StringValue;
import com.google.protobuf.Value;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a task or an instance failed, in a form that travels between processes and languages. Nothing is lost when it is
 * passed on: {@code of(protocol).toProtocol()} equals {@code protocol}.
 *
 * <p>Immutable.
 *
 * @param errorType the kind of error; for Java the binary class name, such as {@code java.lang.IllegalStateException}
 * @param message what went wrong; empty if nothing was said
 * @param stackTrace where, as text of the failing language; null if not known
 * @param cause the failure behind this one, or null
 * @param nonRetriable whether trying again is pointless; retry policies respect it
 * @param properties further facts, as the protocol carries them
 */
public record FailureDetails(
        String errorType,
        String message,
        @Nullable String stackTrace,
        @Nullable FailureDetails cause,
        boolean nonRetriable,
        Map<String, Value> properties) {

    /** How many causes are followed at most; what lies deeper (or goes round in a circle) is left out. */
    public static final int DEPTH_MAX = 16;

    /** The greatest number of characters of one stack trace taken from a throwable. */
    public static final int STACK_TRACE_MAX = 16 * 1024;

    public FailureDetails {
        properties = Map.copyOf(properties);
    }

    /** An exception that knows more of its failure than its class and message say. */
    public interface Source {

        /** The failure elsewhere that this exception reports, which becomes the cause; null if there is none. */
        default @Nullable FailureDetails origin() {
            return null;
        }

        /** Whether trying again is pointless. */
        default boolean nonRetriable() {
            return false;
        }
    }

    /** A failure without stack trace and cause. */
    public static FailureDetails of(String errorType, String message) {
        return new FailureDetails(errorType, message, null, null, false, Map.of());
    }

    /**
     * Describes {@code failure} and its causes, {@value #DEPTH_MAX} deep at most. Never fails itself: a throwable whose
     * own methods throw is described by its class.
     */
    public static FailureDetails of(Throwable failure) {
        return of(failure, 1);
    }

    /** The same failure as the protocol message, causes included. */
    public static FailureDetails of(TaskFailureDetails protocol) {
        return new FailureDetails(
                protocol.getErrorType(),
                protocol.getErrorMessage(),
                protocol.hasStackTrace() ? protocol.getStackTrace().getValue() : null,
                protocol.hasInnerFailure() ? of(protocol.getInnerFailure()) : null,
                protocol.getIsNonRetriable(),
                protocol.getPropertiesMap());
    }

    /** The same failure as a protocol message. */
    public TaskFailureDetails toProtocol() {
        TaskFailureDetails.Builder protocol = TaskFailureDetails.newBuilder()
                .setErrorType(errorType)
                .setErrorMessage(message)
                .setIsNonRetriable(nonRetriable)
                .putAllProperties(properties);
        if (stackTrace != null) {
            protocol.setStackTrace(StringValue.of(stackTrace));
        }
        if (cause != null) {
            protocol.setInnerFailure(cause.toProtocol());
        }
        return protocol.build();
    }

    /** The same failure, marked as one that trying again does not help. */
    public FailureDetails asNonRetriable() {
        return new FailureDetails(errorType, message, stackTrace, cause, true, properties);
    }

    private static FailureDetails of(Throwable failure, int depth) {
        FailureDetails origin = null;
        boolean nonRetriable = false;
        if (failure instanceof Source source) {
            origin = source.origin();
            nonRetriable = source.nonRetriable();
        }
        if (origin == null && depth < DEPTH_MAX) {
            Throwable cause = causeOf(failure);
            origin = cause == null ? null : of(cause, depth + 1);
        }
        return new FailureDetails(
                failure.getClass().getName(),
                messageOf(failure),
                stackTraceOf(failure),
                origin,
                nonRetriable,
                Map.of());
    }

    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String messageOf(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException e) {
            return "";
        }
    }

    /** The frames of this throwable alone: those of its causes are told with the causes. */
    private static String stackTraceOf(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (text.length() >= STACK_TRACE_MAX) {
                break;
            }
            text.append("\tat ").append(frame).append('\n');
        }
        if (text.length() > STACK_TRACE_MAX) {
            text.setLength(STACK_TRACE_MAX);
        }
        return text.toString();
    }
}
