package dev.perdure.host.grpc;

import com.google.protobuf.BoolValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.PurgeInstanceFilter;
import dev.perdure.core.protocol.PurgeInstancesRequest;
import dev.perdure.core.protocol.PurgeInstancesResponse;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.rules.BrokenRuleException;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Removes instances that have ended, in all three forms of the protocol. One that has not ended, or does not exist, is
 * no error: it counts 0.
 *
 * <p>Thread-safe.
 */
final class InstancePurges {

    private static final Duration TIME_LIMIT_MAX = Duration.ofMinutes(5);
    private static final Duration TIME_LIMIT_MIN = Duration.ofMillis(100);

    /** What is kept of a client's deadline to answer it. */
    private static final Duration FOR_THE_ANSWER = Duration.ofSeconds(1);

    private static final int FAMILIES_PAGE = 50;

    private static final Set<RuntimeStatus> ENDED =
            EnumSet.of(RuntimeStatus.COMPLETED, RuntimeStatus.FAILED, RuntimeStatus.TERMINATED, RuntimeStatus.CANCELED);

    private final TaskHubEngine engine;
    private final Executor reads;

    /** @param reads runs what may take the store long */
    InstancePurges(TaskHubEngine engine, Executor reads) {
        this.engine = engine;
        this.reads = reads;
    }

    CompletableFuture<PurgeInstancesResponse> purge(PurgeInstancesRequest request) {
        return switch (request.getRequestCase()) {
            case INSTANCEID -> purgeEach(List.of(request.getInstanceId()), request);
            case INSTANCEBATCH ->
                purgeEach(InstanceCalls.batch(request.getInstanceBatch().getInstanceIdsList()), request);
            case PURGEINSTANCEFILTER -> purgeMany(request.getPurgeInstanceFilter(), request.getRecursive());
            case REQUEST_NOT_SET ->
                throw new BrokenRuleException("A purge must name an instance, a batch of them, or a filter.");
        };
    }

    private CompletableFuture<PurgeInstancesResponse> purgeEach(List<String> ids, PurgeInstancesRequest request) {
        for (String id : ids) {
            if (!EntityId.isEntity(id)) {
                InstanceId.requireValid(id);
            }
        }
        List<CompletableFuture<Integer>> counts = new ArrayList<>();
        for (String id : ids) {
            if (!EntityId.isEntity(id)) {
                counts.add(engine.purgeEnded(id, request.getRecursive(), null).thenApply(InstancePurges::count));
            } else if (!request.getIsOrchestration()) {
                counts.add(
                        engine.purgeEntity(EntityId.parse(id).toString(), null).thenApply(InstancePurges::count));
            }
        }
        return CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new))
                .thenApply(all -> response(
                        counts.stream().mapToLong(CompletableFuture::join).sum(), true));
    }

    private static int count(Outcome outcome) {
        return outcome instanceof Outcome.Rejected(Outcome.Reason reason, String message)
                        && (reason == Outcome.Reason.WRONG_STATE || reason == Outcome.Reason.NOT_FOUND)
                ? 0
                : Answers.done(outcome).count();
    }

    private CompletableFuture<PurgeInstancesResponse> purgeMany(PurgeInstanceFilter filter, boolean recursive) {
        if (recursive) {
            return CompletableFuture.supplyAsync(() -> purgeFamilies(filter), Context.currentContextExecutor(reads));
        }
        Instant from = filter.hasCreatedTimeFrom() ? Times.instant(filter.getCreatedTimeFrom()) : Instant.EPOCH;
        return engine.purge(new PurgeFilter(
                        from,
                        Times.instant(filter.hasCreatedTimeTo(), filter.getCreatedTimeTo()),
                        StateMessages.statuses(filter.getRuntimeStatusList()),
                        timeLimit(filter)))
                .thenApply(done -> response(done.count(), done.complete()));
    }

    /** One page after the other, each instance with those it has started. */
    private PurgeInstancesResponse purgeFamilies(PurgeInstanceFilter filter) {
        Set<RuntimeStatus> statuses = EnumSet.copyOf(ENDED);
        if (filter.getRuntimeStatusCount() > 0) {
            statuses.retainAll(StateMessages.statuses(filter.getRuntimeStatusList()));
        }
        if (statuses.isEmpty()) {
            return response(0, true);
        }
        Instant from = Times.instant(filter.hasCreatedTimeFrom(), filter.getCreatedTimeFrom());
        Instant to = Times.instant(filter.hasCreatedTimeTo(), filter.getCreatedTimeTo());
        long until = System.nanoTime() + timeLimit(filter).toNanos();
        long count = 0;
        String continuation = "";
        do {
            InstancePage page =
                    engine.instances(new InstanceQuery(from, to, statuses, "", FAMILIES_PAGE, continuation, false));
            List<CompletableFuture<Outcome>> purges = new ArrayList<>();
            for (InstanceView ended : page.instances()) {
                purges.add(engine.purgeEnded(ended.instanceId(), true, null));
            }
            for (CompletableFuture<Outcome> purge : purges) {
                count += count(purge.join());
            }
            continuation = page.continuation();
        } while (!continuation.isEmpty() && System.nanoTime() < until);
        return response(count, continuation.isEmpty());
    }

    private static Duration timeLimit(PurgeInstanceFilter filter) {
        Duration limit = TIME_LIMIT_MAX;
        if (filter.getTimeout().getSeconds() > 0 || filter.getTimeout().getNanos() > 0) {
            Duration asked = Duration.ofSeconds(
                    Math.min(filter.getTimeout().getSeconds(), TIME_LIMIT_MAX.toSeconds()),
                    filter.getTimeout().getNanos());
            limit = asked.compareTo(limit) < 0 ? asked : limit;
        }
        Deadline deadline = Context.current().getDeadline();
        if (deadline != null) {
            Duration left = Duration.ofMillis(deadline.timeRemaining(TimeUnit.MILLISECONDS))
                    .minus(FOR_THE_ANSWER);
            limit = left.compareTo(limit) < 0 ? left : limit;
        }
        return limit.compareTo(TIME_LIMIT_MIN) < 0 ? TIME_LIMIT_MIN : limit;
    }

    private static PurgeInstancesResponse response(long count, boolean complete) {
        return PurgeInstancesResponse.newBuilder()
                .setDeletedInstanceCount((int) Math.min(count, Integer.MAX_VALUE))
                .setIsComplete(BoolValue.of(complete))
                .build();
    }
}
