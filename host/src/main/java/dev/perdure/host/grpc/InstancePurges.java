package dev.perdure.host.grpc;

import com.google.protobuf.BoolValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.InstanceId;
import dev.perdure.core.protocol.PurgeInstanceFilter;
import dev.perdure.core.protocol.PurgeInstancesRequest;
import dev.perdure.core.protocol.PurgeInstancesResponse;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.rules.BrokenRuleException;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private final TaskHubEngine engine;

    InstancePurges(TaskHubEngine engine) {
        this.engine = engine;
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
            throw new BrokenRuleException(
                    "A purge by filter cannot be recursive here: sub-orchestrations that have ended"
                            + " fit the filter by themselves. Leave recursive out, or name the instances.");
        }
        Instant from = filter.hasCreatedTimeFrom() ? Times.instant(filter.getCreatedTimeFrom()) : Instant.EPOCH;
        return engine.purge(new PurgeFilter(
                        from,
                        Times.instant(filter.hasCreatedTimeTo(), filter.getCreatedTimeTo()),
                        StateMessages.statuses(filter.getRuntimeStatusList()),
                        timeLimit(filter)))
                .thenApply(done -> response(done.count(), done.complete()));
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
