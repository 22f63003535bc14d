package dev.perdure.host.grpc;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.GetInstanceRequest;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.core.protocol.ListInstanceIdsRequest;
import dev.perdure.core.protocol.ListInstanceIdsResponse;
import dev.perdure.core.protocol.OrchestrationState;
import dev.perdure.core.protocol.QueryInstancesRequest;
import dev.perdure.core.protocol.QueryInstancesResponse;
import dev.perdure.engine.EndedPage;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.rules.BrokenRuleException;
import io.grpc.Context;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What clients ask about instances. A page is full whenever there are more rows, unless its message would become larger
 * than clients take ({@value #PAGE_BYTES_MAX} bytes).
 *
 * <p>Thread-safe. Calls block for as long as the store takes, a query as long as its client waits.
 */
final class InstanceQueries {

    /** A page without a stated size. */
    private static final int PAGE_DEFAULT = 100;

    /** Ids on a page without payloads are small. */
    private static final int IDS_MAX = 10_000;

    /** Instances read at a time. */
    private static final int STEP = 100;

    /** Clients take 4 MiB a message unless they are told otherwise. */
    static final int PAGE_BYTES_MAX = 3 * 1024 * 1024;

    private final TaskHubEngine engine;
    private final String taskHub;

    InstanceQueries(TaskHubEngine engine, String taskHub) {
        this.engine = engine;
        this.taskHub = taskHub;
    }

    /** Never an error for an id that no instance has, nor for one that none can have. */
    GetInstanceResponse get(GetInstanceRequest request) {
        String id = request.getInstanceId();
        if (id.isEmpty() || id.startsWith("@")) {
            return GetInstanceResponse.getDefaultInstance();
        }
        return engine.instance(id, request.getGetInputsAndOutputs())
                .map(StateMessages::found)
                .orElse(GetInstanceResponse.getDefaultInstance());
    }

    QueryInstancesResponse query(QueryInstancesRequest request) {
        var asked = request.getQuery();
        boolean otherHubs = asked.getTaskHubNamesCount() > 0
                && asked.getTaskHubNamesList().stream()
                        .noneMatch(name -> name.getValue().equalsIgnoreCase(taskHub));
        if (otherHubs) {
            return QueryInstancesResponse.getDefaultInstance();
        }
        int wanted = asked.getMaxInstanceCount() > 0 ? asked.getMaxInstanceCount() : PAGE_DEFAULT;
        QueryInstancesResponse.Builder response = QueryInstancesResponse.newBuilder();
        String token = asked.getContinuationToken().getValue();
        long bytes = 0;
        int step = STEP;
        boolean more = true;
        while (more && response.getOrchestrationStateCount() < wanted) {
            requireSomebodyWaits();
            int size = Math.min(step, wanted - response.getOrchestrationStateCount());
            InstancePage page = page(asked, size, token);
            List<OrchestrationState> states =
                    page.instances().stream().map(StateMessages::state).toList();
            long pageBytes = states.stream()
                    .mapToLong(OrchestrationState::getSerializedSize)
                    .sum();
            if (bytes + pageBytes <= PAGE_BYTES_MAX || (size == 1 && bytes == 0)) {
                response.addAllOrchestrationState(states);
                bytes += pageBytes;
                token = page.continuation();
                more = !token.isEmpty();
            } else {
                more = size > 1;
                step = Math.max(1, size / 2);
            }
        }
        if (!token.isEmpty()) {
            response.setContinuationToken(StringValue.of(token));
        }
        return response.build();
    }

    private InstancePage page(dev.perdure.core.protocol.InstanceQuery asked, int size, String token) {
        return page(() -> engine.instances(new InstanceQuery(
                Times.instant(asked.hasCreatedTimeFrom(), asked.getCreatedTimeFrom()),
                Times.instant(asked.hasCreatedTimeTo(), asked.getCreatedTimeTo()),
                StateMessages.statuses(asked.getRuntimeStatusList()),
                asked.getInstanceIdPrefix().getValue(),
                size,
                token,
                asked.getFetchInputsAndOutputs())));
    }

    /** Ended instances only, in the order in which they ended, then of their ids. */
    ListInstanceIdsResponse list(ListInstanceIdsRequest request) {
        int wanted = request.getPageSize() > 0 ? Math.min(request.getPageSize(), IDS_MAX) : PAGE_DEFAULT;
        List<String> ids = new ArrayList<>();
        String key = request.getLastInstanceKey().getValue();
        do {
            requireSomebodyWaits();
            String lastKey = key;
            int size = Math.min(wanted - ids.size(), InstanceQuery.PAGE_MAX);
            EndedPage page = page(() -> engine.listEnded(
                    StateMessages.statuses(request.getRuntimeStatusList()),
                    Times.instant(request.hasCompletedTimeFrom(), request.getCompletedTimeFrom()),
                    Times.instant(request.hasCompletedTimeTo(), request.getCompletedTimeTo()),
                    size,
                    lastKey));
            ids.addAll(page.instanceIds());
            key = page.lastKey();
        } while (!key.isEmpty() && ids.size() < wanted);
        ListInstanceIdsResponse.Builder response =
                ListInstanceIdsResponse.newBuilder().addAllInstanceIds(ids);
        if (!key.isEmpty()) {
            response.setLastInstanceKey(StringValue.of(key));
        }
        return response.build();
    }

    /** A token that this host did not give out is the client's error. */
    static <T> T page(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new BrokenRuleException(String.valueOf(e.getMessage()));
        }
    }

    private static void requireSomebodyWaits() {
        if (Context.current().isCancelled()) {
            throw Status.CANCELLED
                    .withDescription("The client has given up; the query was ended.")
                    .asRuntimeException();
        }
    }
}
