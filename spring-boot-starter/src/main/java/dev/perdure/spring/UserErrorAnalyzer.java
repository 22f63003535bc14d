package dev.perdure.spring;

import dev.perdure.host.UserErrorException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one sentence why a hub could not be opened, in place of a stack trace. */
final class UserErrorAnalyzer extends AbstractFailureAnalyzer<UserErrorException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UserErrorException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "The folder of the task hub is set with perdure.data; one folder belongs to one process at a time.",
                cause);
    }
}
