package dev.perdure.host.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Time, level, logger and message on one line; the stack trace of a failure follows on lines of its own. */
final class OneLineFormatter extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder(160)
                .append(TIME.format(entry.getInstant()))
                .append(' ')
                .append(level(entry.getLevel().intValue()))
                .append(' ')
                .append(shortName(entry.getLoggerName()))
                .append(": ")
                .append(formatMessage(entry).replaceAll("\\R", " | "))
                .append('\n');
        Throwable thrown = entry.getThrown();
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private static String level(int level) {
        if (level >= 1_000) {
            return "ERROR";
        }
        if (level >= 900) {
            return "WARN ";
        }
        return level >= 800 ? "INFO " : "DEBUG";
    }

    private static String shortName(@org.jspecify.annotations.Nullable String logger) {
        return logger == null ? "?" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
