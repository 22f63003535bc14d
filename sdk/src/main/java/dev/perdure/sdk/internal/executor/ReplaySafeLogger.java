package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.LogKeys;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventBuilder;

/** A logger that is silent in replay and in code that was let go. For the orchestrator's thread. */
final class ReplaySafeLogger extends AbstractLogger {

    private static final long serialVersionUID = 1L;
    /** Where the caller's frames end: its calls are methods of that class. */
    private static final String BOUNDARY = AbstractLogger.class.getName();

    private final transient OrchestratorRun run;
    private final transient Logger target;
    private final String instanceId;
    private final String executionId;
    private final String orchestrator;

    ReplaySafeLogger(OrchestratorRun run, Logger target, String instanceId, String executionId, String orchestrator) {
        this.name = target.getName();
        this.run = run;
        this.target = target;
        this.instanceId = instanceId;
        this.executionId = executionId;
        this.orchestrator = orchestrator;
    }

    private boolean speaks() {
        return !run.live().isUnloaded() && !run.isReplaying();
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return BOUNDARY;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String message,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        MDC.put(LogKeys.INSTANCE_ID, instanceId);
        MDC.put(LogKeys.EXECUTION_ID, executionId);
        MDC.put(LogKeys.ORCHESTRATOR, orchestrator);
        try {
            if (target instanceof LocationAwareLogger aware) {
                aware.log(marker, BOUNDARY, level.toInt(), message, arguments, throwable);
                return;
            }
            LoggingEventBuilder line = target.makeLoggingEventBuilder(level);
            line = marker == null ? line : line.addMarker(marker);
            line = throwable == null ? line : line.setCause(throwable);
            line.log(message, arguments);
        } finally {
            MDC.remove(LogKeys.INSTANCE_ID);
            MDC.remove(LogKeys.EXECUTION_ID);
            MDC.remove(LogKeys.ORCHESTRATOR);
        }
    }

    @Override
    public boolean isTraceEnabled() {
        return speaks() && target.isTraceEnabled();
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
        return speaks() && target.isTraceEnabled(marker);
    }

    @Override
    public boolean isDebugEnabled() {
        return speaks() && target.isDebugEnabled();
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
        return speaks() && target.isDebugEnabled(marker);
    }

    @Override
    public boolean isInfoEnabled() {
        return speaks() && target.isInfoEnabled();
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
        return speaks() && target.isInfoEnabled(marker);
    }

    @Override
    public boolean isWarnEnabled() {
        return speaks() && target.isWarnEnabled();
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
        return speaks() && target.isWarnEnabled(marker);
    }

    @Override
    public boolean isErrorEnabled() {
        return speaks() && target.isErrorEnabled();
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
        return speaks() && target.isErrorEnabled(marker);
    }
}
