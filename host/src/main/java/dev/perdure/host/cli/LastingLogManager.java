package dev.perdure.host.cli;

import java.util.logging.LogManager;

/**
 * Keeps the log handlers while the process is stopping. The usual log manager removes them as soon as a stop begins, so
 * a draining host would be mute.
 */
public final class LastingLogManager extends LogManager {

    /** The property by which the JVM is told to use this log manager. */
    static final String PROPERTY = "java.util.logging.manager";

    @Override
    public void reset() {
        // Handlers stay. Each record is flushed when it is written, so nothing is lost when the process ends.
    }
}
