package dev.perdure.sdk.internal.worker;

import com.google.protobuf.StringValue;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.NotRegisteredException;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.activity.ActivityTags;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries activities out, each on a virtual thread of its own, so many at once as the settings allow. Whatever user code
 * throws becomes the failure of the task.
 *
 * <p>Thread-safe.
 */
final class ActivityRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityRunner.class);

    private final Map<String, ActivityDefinition> definitions;
    private final DataConverter converter;
    private final Semaphore permits;
    private final InFlight inFlight;
    private final ResultSender results;
    private final WorkerCounters counters;

    ActivityRunner(
            Registry registry,
            WorkerSettings settings,
            InFlight inFlight,
            ResultSender results,
            WorkerCounters counters) {
        this.definitions = registry.activities();
        this.converter = settings.converter();
        this.permits = new Semaphore(settings.maxActivities(), true);
        this.inFlight = inFlight;
        this.results = results;
        this.counters = counters;
    }

    /** Takes an activity on. Does not wait for it. */
    void take(WorkerSession session, WorkItem item) {
        ActivityRequest request = item.getActivityRequest();
        if (!inFlight.enter()) {
            LOG.warn("Too many activities are under way; '{}' goes back to the host.", request.getName());
            var unused = session.send(c -> c.abandonActivity(item.getCompletionToken()));
            return;
        }
        Thread.ofVirtual().name("perdure-activity-" + request.getName()).start(() -> {
            ActivityResponse response = carryOut(item);
            results.send(session, response, inFlight::leave);
        });
    }

    private ActivityResponse carryOut(WorkItem item) {
        ActivityRequest request = item.getActivityRequest();
        ActivityResponse.Builder response = ActivityResponse.newBuilder()
                .setInstanceId(request.getOrchestrationInstance().getInstanceId())
                .setTaskId(request.getTaskId())
                .setCompletionToken(item.getCompletionToken());
        permits.acquireUninterruptibly();
        try {
            String result = converter.serialize(call(item));
            if (result != null) {
                response.setResult(StringValue.of(result));
            }
        } catch (Throwable e) {
            response.setFailureDetails(FailureDetails.of(e).toProtocol());
        } finally {
            permits.release();
            counters.activities().increment();
        }
        return response.build();
    }

    private @Nullable Object call(WorkItem item) throws Exception {
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
                attempt(request));
        return definition
                .code()
                .run(ctx, request.hasInput() ? request.getInput().getValue() : null, converter);
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
