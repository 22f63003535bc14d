package dev.perdure.examples.demo;

import java.util.Locale;

/** In which language the orchestration of the demo is written. The activities are Java's. */
enum WorkerKind {
    /** {@code FulfilOrder}, on Perdure's own SDK. */
    JAVA,
    /** {@code examples/js/fulfil-order.mjs}, on the official JavaScript SDK. */
    JS;

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
