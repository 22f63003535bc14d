package dev.perdure.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.google.protobuf.Value;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureDetailsTest {

    @Test
    void losesNothingWhenPassedOn() {
        TaskFailureDetails protocol = TaskFailureDetails.newBuilder()
                .setErrorType("a.b.C")
                .setErrorMessage("what")
                .setStackTrace(StringValue.of("where"))
                .setIsNonRetriable(true)
                .putProperties("code", Value.newBuilder().setNumberValue(7).build())
                .setInnerFailure(
                        TaskFailureDetails.newBuilder().setErrorType("D").setStackTrace(StringValue.of("")))
                .build();

        assertThat(FailureDetails.of(protocol).toProtocol()).isEqualTo(protocol);
    }

    @Test
    void describesAThrowableWithItsCauses() {
        FailureDetails details =
                FailureDetails.of(new IllegalStateException("outer", new ArithmeticException("inner")));

        assertThat(details.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(details.message()).isEqualTo("outer");
        assertThat(details.stackTrace()).contains("describesAThrowableWithItsCauses");
        assertThat(details.nonRetriable()).isFalse();
        FailureDetails cause = Objects.requireNonNull(details.cause());
        assertThat(cause.errorType()).isEqualTo("java.lang.ArithmeticException");
        assertThat(cause.message()).isEqualTo("inner");
        assertThat(cause.cause()).isNull();
    }

    @Test
    void stopsAtTheDepthLimitWhenCausesGoInACircle() {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);

        int depth = 0;
        for (FailureDetails d = FailureDetails.of(a); d != null; d = d.cause()) {
            depth++;
        }
        assertThat(depth).isEqualTo(FailureDetails.DEPTH_MAX);
    }

    @Test
    void cutsLongStackTraces() {
        Exception deep = new Exception();
        StackTraceElement[] frames = new StackTraceElement[10_000];
        Arrays.fill(frames, new StackTraceElement("some.Type", "method", "Type.java", 1));
        deep.setStackTrace(frames);

        FailureDetails details = FailureDetails.of(deep);

        assertThat(details.stackTrace()).hasSize(FailureDetails.STACK_TRACE_MAX);
        assertThat(details.message()).isEmpty();
    }

    @Test
    void survivesAThrowableWhoseOwnMethodsThrow() {
        @SuppressWarnings("serial")
        class Hostile extends RuntimeException {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException();
            }

            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException();
            }
        }

        assertThat(FailureDetails.of(new Hostile()).errorType()).endsWith("Hostile");
    }

    @Test
    void asksTheExceptionWhatItReports() {
        FailureDetails elsewhere = FailureDetails.of("there.Error", "of there").asNonRetriable();
        @SuppressWarnings("serial")
        class Report extends RuntimeException implements FailureDetails.Source {
            @Override
            public @Nullable FailureDetails origin() {
                return elsewhere;
            }
        }

        FailureDetails details = FailureDetails.of(new RuntimeException("outer", new Report()));

        FailureDetails report = Objects.requireNonNull(details.cause());
        assertThat(report.cause()).isEqualTo(elsewhere);
        assertThat(report.nonRetriable()).isFalse();
    }
}
