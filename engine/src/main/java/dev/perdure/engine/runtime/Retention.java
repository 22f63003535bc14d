package dev.perdure.engine.runtime;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.PurgeResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Purges ended instances once they are as old as the settings allow. Called by the ticker only. */
final class Retention {

    /** From one look to the next; also how long one purge may take before it yields. */
    private static final long EVERY_MICROS = 60_000_000;

    private final Hub hub;
    private final Readers readers;
    private final Map<RuntimeStatus, Duration> retention;
    private final AtomicInteger running = new AtomicInteger();
    private long next;

    Retention(Hub hub, Readers readers, Map<RuntimeStatus, Duration> retention) {
        this.hub = hub;
        this.readers = readers;
        this.retention = retention;
    }

    /** Begins a purge for each status if it is time to, and the last ones have ended. */
    void tick() {
        long now = hub.micros();
        if (retention.isEmpty() || now < next || running.get() > 0) {
            return;
        }
        next = now + EVERY_MICROS;
        running.set(retention.size());
        for (Map.Entry<RuntimeStatus, Duration> entry : new TreeMap<>(retention).entrySet()) {
            PurgeRun.Selection old = new PurgeRun.Selection(
                    Set.of(entry.getKey()), true, null, hub.instant().minus(entry.getValue()));
            CompletableFuture<PurgeResult> unused = PurgeRun.start(hub, readers, old, now + EVERY_MICROS)
                    .whenComplete((result, cause) -> running.decrementAndGet());
        }
    }
}
