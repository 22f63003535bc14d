package dev.perdure.sdk.internal.worker;

import com.google.protobuf.StringValue;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.LogKeys;
import dev.perdure.sdk.NotRegisteredException;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.activity.ActivityTags;
import dev.perdure.sdk.internal.activity.Heartbeat;
import dev.perdure.sdk.internal.activity.RawPayload;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries out activities on the calling thread. Whatever user code throws becomes the failure of the task.
 *
 * <p>Thread-safe.
 */
final class ActivityCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityCalls.class);

    private final Map<String, ActivityDefinition> definitions;
    private final DataConverter converter;
    private final WorkerCounters counters;

    ActivityCalls(Registry registry, WorkerSettings settings, WorkerCounters counters) {
        this.definitions = registry.activities();
        this.converter = settings.converter();
        this.counters = counters;
    }

    /** Carries the activity of a work item out, from its input to its response. Never throws. */
    ActivityResponse carryOut(WorkItem item) {
        return carryOut(item, new CompletableFuture<>(), Heartbeat.UNHEARD);
    }

    /** As the other; {@code cancelled} completes when nobody wants the result any more. */
    ActivityResponse carryOut(WorkItem item, CompletableFuture<Void> cancelled, Heartbeat heartbeat) {
        ActivityRequest request = item.getActivityRequest();
        ActivityResponse.Builder response = responseTo(item);
        try {
            Object value = inContext(request, () -> call(item, cancelled, heartbeat));
            String result = value instanceof RawPayload raw
                    ? LimitedConverter.checked(raw.text(), value)
                    : converter.serialize(value);
            if (result != null) {
                response.setResult(StringValue.of(result));
            }
        } catch (Throwable e) {
            LOG.info(
                    "Activity '{}' of instance '{}' has failed (task {}, try {}): {}",
                    request.getName(),
                    request.getOrchestrationInstance().getInstanceId(),
                    request.getTaskId(),
                    attempt(request),
                    e.toString());
            response.setFailureDetails(FailureDetails.of(e).toProtocol());
        } finally {
            counters.activities().increment();
        }
        return response.build();
    }

    /** The response of an activity that was cancelled before it could begin. */
    static ActivityResponse notBegun(WorkItem item) {
        CancellationException why = new CancellationException("The activity '"
                + item.getActivityRequest().getName() + "' was cancelled before it began: nobody wants its result.");
        return responseTo(item)
                .setFailureDetails(FailureDetails.of(why).toProtocol())
                .build();
    }

    private static ActivityResponse.Builder responseTo(WorkItem item) {
        ActivityRequest request = item.getActivityRequest();
        return ActivityResponse.newBuilder()
                .setInstanceId(request.getOrchestrationInstance().getInstanceId())
                .setTaskId(request.getTaskId())
                .setCompletionToken(item.getCompletionToken());
    }

    /** With the log lines of this thread saying what they belong to. */
    private static @Nullable Object inContext(ActivityRequest request, Callable<@Nullable Object> activity)
            throws Exception {
        MDC.put(LogKeys.INSTANCE_ID, request.getOrchestrationInstance().getInstanceId());
        MDC.put(
                LogKeys.EXECUTION_ID,
                request.getOrchestrationInstance().getExecutionId().getValue());
        MDC.put(LogKeys.ACTIVITY, request.getName());
        MDC.put(LogKeys.TASK_ID, Integer.toString(request.getTaskId()));
        try {
            return activity.call();
        } finally {
            MDC.remove(LogKeys.INSTANCE_ID);
            MDC.remove(LogKeys.EXECUTION_ID);
            MDC.remove(LogKeys.ACTIVITY);
            MDC.remove(LogKeys.TASK_ID);
        }
    }

    private @Nullable Object call(WorkItem item, CompletableFuture<Void> cancelled, Heartbeat heartbeat)
            throws Exception {
        ActivityRequest request = item.getActivityRequest();
        ActivityDefinition definition = definitions.get(request.getName());
        if (definition == null) {
            throw new NotRegisteredException("No activity named '" + request.getName()
                    + "' is registered with this worker, which has: " + new TreeSet<>(definitions.keySet()) + ".");
        }
        ActivityContext ctx = new ActivityContext(
                request.getName(),
                request.getOrchestrationInstance().getInstanceId(),
                request.getOrchestrationInstance().getExecutionId().getValue(),
                request.getTaskId(),
                Math.max(1, item.getPerdureDelivery().getDeliveryNumber()),
                attempt(request),
                cancelled,
                fencingToken(item),
                heartbeat);
        return definition
                .code()
                .run(ctx, request.hasInput() ? request.getInput().getValue() : null, converter);
    }

    private static long fencingToken(WorkItem item) {
        long token = item.getPerdureDelivery().getFencingToken();
        return token == 0 ? Math.max(1, item.getPerdureDelivery().getDeliveryNumber()) : token;
    }

    private static int attempt(ActivityRequest request) {
        String tag = request.getTagsOrDefault(ActivityTags.ATTEMPT, "1");
        try {
            return Integer.parseInt(tag);
        } catch (NumberFormatException e) {
            LOG.warn(
                    "The tag {} of an activity '{}' is not a number: {}", ActivityTags.ATTEMPT, request.getName(), tag);
            return 1;
        }
    }
}
