package dev.perdure.testing;

import dev.perdure.testing.internal.FaultRun;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;

/** Runs the methods that are marked as {@link DurableTest}. */
final class DurableTestExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getRequiredTestMethod().isAnnotationPresent(DurableTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        DurableTest settings = context.getRequiredTestMethod().getAnnotation(DurableTest.class);
        FaultPlan plan = new FaultPlan(
                settings,
                context.getRequiredTestClass().getSimpleName() + "."
                        + context.getRequiredTestMethod().getName());
        plan.putInto(context);
        // One at a time: what comes next depends on how the one before went.
        Stream<FaultRun> runs =
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(plan, Spliterator.ORDERED), false);
        return runs.map(run -> new Run(plan, run));
    }

    private record Run(FaultPlan plan, FaultRun faults)
            implements TestTemplateInvocationContext, TestExecutionExceptionHandler {

        @Override
        public String getDisplayName(int invocationIndex) {
            return faults.label();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            if (plan.isFirst() || failure instanceof TestAbortedException) {
                plan.stop();
                throw failure;
            }
            throw plan.failure("It fails: " + failure.getMessage(), failure);
        }
    }
}
