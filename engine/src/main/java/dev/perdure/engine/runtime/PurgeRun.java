package dev.perdure.engine.runtime;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.EndedPage;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.PurgeResult;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.PurgeEnded;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One purge of many instances: finds them in committed data, page by page, and removes each page by one small command
 * per partition. The next command is made only when the one before is durable, so that other work goes on in between.
 * What is gone is not found again: a purge that was cut off goes on where it stopped.
 *
 * <p>Thread-safe: its steps run one after the other, on the readers.
 */
final class PurgeRun {

    /** Instances looked at by one step, which removes them by one command a partition. */
    private static final int PAGE = 40;

    /** A step is followed by a rest of this many times its own length, so that other work keeps most of the machine. */
    private static final int REST = 3;

    /** A longer rest would help nobody. */
    private static final Duration REST_MAX = Duration.ofMillis(100);

    /**
     * What is purged.
     *
     * @param byCompletion whether {@code from} and {@code to} are about the end of instances, not their creation
     * @param from inclusive, or null
     * @param to inclusive, or null
     */
    record Selection(
            Set<RuntimeStatus> statuses,
            boolean byCompletion,
            @Nullable Instant from,
            @Nullable Instant to) {}

    private final Hub hub;
    private final Readers readers;
    private final Selection selection;
    private final long until;
    private final CompletableFuture<PurgeResult> result = new CompletableFuture<>();
    private long count;
    private long started;

    private PurgeRun(Hub hub, Readers readers, Selection selection, long until) {
        this.hub = hub;
        this.readers = readers;
        this.selection = selection;
        this.until = until;
    }

    /**
     * Begins it.
     *
     * @param until when it stops, in microseconds since 1970
     */
    static CompletableFuture<PurgeResult> start(Hub hub, Readers readers, Selection selection, long until) {
        PurgeRun run = new PurgeRun(hub, readers, selection, until);
        run.later("", Duration.ZERO);
        return run.result;
    }

    private void later(String after, Duration rest) {
        readers.executeAfter(rest, new Readers.Read() {
            @Override
            public void run() {
                started = hub.micros();
                step(after);
            }

            @Override
            public void dropped() {
                result.complete(new PurgeResult(count, false));
            }
        });
    }

    private Duration rest() {
        Duration rest = Duration.of(REST * Math.max(0, hub.micros() - started), ChronoUnit.MICROS);
        return rest.compareTo(REST_MAX) < 0 ? rest : REST_MAX;
    }

    private void step(String after) {
        try {
            if (hub.micros() >= until) {
                result.complete(new PurgeResult(count, false));
                return;
            }
            EndedPage page = hub.read(reads -> selection.byCompletion()
                    ? reads.listing().ended(selection.statuses(), selection.from(), selection.to(), PAGE, after)
                    : reads.listing()
                            .endedByCreation(selection.statuses(), selection.from(), selection.to(), PAGE, after));
            remove(commands(page.instanceIds()), page.lastKey());
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private Iterator<PurgeEnded.Builder> commands(List<String> instanceIds) {
        TreeMap<Integer, PurgeEnded.Builder> byPartition = new TreeMap<>();
        for (String id : instanceIds) {
            byPartition
                    .computeIfAbsent(PartitionOf.instance(id, hub.partitionCount()), partition -> fresh())
                    .addInstanceIds(id);
        }
        return byPartition.values().iterator();
    }

    private PurgeEnded.Builder fresh() {
        PurgeEnded.Builder purge = PurgeEnded.newBuilder();
        selection.statuses().stream().sorted().forEach(status -> purge.addStatuses(status.protocol()));
        long from = selection.from() == null ? 0 : HubClock.micros(selection.from());
        long to = selection.to() == null ? 0 : HubClock.micros(selection.to());
        return selection.byCompletion()
                ? purge.setCompletedFrom(from).setCompletedTo(to)
                : purge.setCreatedFrom(from).setCreatedTo(to);
    }

    private void remove(Iterator<PurgeEnded.Builder> commands, String lastKey) {
        if (!commands.hasNext()) {
            if (lastKey.isEmpty()) {
                result.complete(new PurgeResult(count, true));
            } else {
                later(lastKey, rest());
            }
            return;
        }
        PurgeEnded.Builder purge = commands.next();
        CompletableFuture<Void> unused = hub.request(
                        purge.getInstanceIds(0), Command.newBuilder().setPurgeEnded(purge))
                .thenAccept(outcome -> {
                    switch (outcome) {
                        case Outcome.Done done -> {
                            count += done.count();
                            remove(commands, lastKey);
                        }
                        case Outcome.Rejected rejected -> result.complete(new PurgeResult(count, false));
                    }
                })
                .exceptionally(cause -> {
                    result.completeExceptionally(cause);
                    return null;
                });
    }
}
