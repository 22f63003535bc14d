package dev.perdure.benchmarks.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of the host. */
enum Endpoint {
    /** The status of one instance: no disk. */
    STATUS("status"),
    /** A start of a new instance each time: durable when it is answered. No worker runs it. */
    START("start");

    static final String INSTANCE = "measured";
    static final String ORCHESTRATOR = "Measured";
    /** What is given to each start. */
    static final String INPUT = "order-0000000000000042";

    private static final String BASE = "/runtime/webhooks/durabletask/";
    private static final String BODY = '"' + INPUT + '"';

    /**
     * The request as the client would send it.
     *
     * @param idempotencyKey null for a read
     * @param body null for none
     */
    record Request(
            String method,
            String path,
            @Nullable String idempotencyKey,
            @Nullable String body) {}

    private final String word;

    Endpoint(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** The next request. */
    Request request() {
        return switch (this) {
            case STATUS -> new Request("GET", BASE + "instances/" + INSTANCE + "?showInput=true", null, null);
            case START ->
                new Request(
                        "POST",
                        BASE + "orchestrators/" + ORCHESTRATOR + "/" + UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        BODY);
        };
    }
}
