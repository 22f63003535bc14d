package dev.perdure.host.cli;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Logs to standard error, one line a record; libraries only from warnings upwards. */
final class LogSetup {

    // Loggers are held here, because the log manager holds them weakly and would forget their levels.
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("io.helidon"), Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));

    /** Prints a stack trace whenever a worker goes away, which the gRPC door tells in one line. */
    private static final Logger STREAM_ERRORS =
            Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    /** Speaks of an error for each idle connection that is cut when the server stops. */
    private static final Logger CONNECTIONS = Logger.getLogger("io.helidon.webserver.http1.Http1Connection");

    private LogSetup() {}

    /** To be called before anything else logs. */
    static void install() {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler handler = new StreamHandler(System.err, new OneLineFormatter()) {
            @Override
            public synchronized void publish(LogRecord entry) {
                super.publish(entry);
                flush();
            }
        };
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        STREAM_ERRORS.setLevel(Level.SEVERE);
    }

    /** To be called before the host closes: all requests are answered then, and what is cut is idle. */
    static void closing() {
        CONNECTIONS.setLevel(Level.OFF);
    }
}
