package dev.perdure.benchmarks.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose worker does the work, and where. */
enum WorkerKind {
    /** Perdure's, in the process of the engine, without any door. */
    EMBEDDED,
    /** Perdure's, over gRPC. */
    GRPC,
    /** That of the official Java SDK. */
    JAVA,
    /** That of the official JavaScript SDK. */
    JS;

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<WorkerKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
