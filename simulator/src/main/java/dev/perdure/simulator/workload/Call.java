package dev.perdure.simulator.workload;

import dev.perdure.engine.Outcome;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.simulator.report.Feature;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request of a client, sent again under the same key until it is answered. Confined to one thread. */
final class Call {

    /** Sends the request. */
    @FunctionalInterface
    interface Sending {
        CompletableFuture<Outcome> send(TaskHubEngine engine, @Nullable RequestKey key);
    }

    final Feature feature;
    /** The instance or entity it concerns. */
    final String subject;

    final @Nullable RequestKey key;
    final long firstSent;
    private final Sending sending;
    private final Consumer<@Nullable Outcome> answered;

    @Nullable
    CompletableFuture<Outcome> future;
    /** An answer that was lost on its way. */
    @Nullable
    Outcome lost;

    int tries;

    /** @param answered gets the answer, or null if it will never be known */
    Call(
            Feature feature,
            String subject,
            @Nullable RequestKey key,
            long firstSent,
            Sending sending,
            Consumer<@Nullable Outcome> answered) {
        this.feature = feature;
        this.subject = subject;
        this.key = key;
        this.firstSent = firstSent;
        this.sending = sending;
        this.answered = answered;
    }

    void send(TaskHubEngine engine) {
        tries++;
        future = sending.send(engine, key);
    }

    void answer(@Nullable Outcome outcome) {
        answered.accept(outcome);
    }
}
