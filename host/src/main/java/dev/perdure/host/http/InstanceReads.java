package dev.perdure.host.http;

import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.data.HistoryJson;
import dev.perdure.engine.GivenUp;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.host.http.StatusPayload.HistoryPayload;
import dev.perdure.host.http.StatusPayload.Shown;
import org.jspecify.annotations.Nullable;

/** Shows one instance, and lists many. Thread-safe. */
final class InstanceReads {

    private static final int PAGE_DEFAULT = 100;
    private static final String CONTINUATION = "x-ms-continuation-token";

    private final EngineCalls calls;

    InstanceReads(EngineCalls calls) {
        this.calls = calls;
    }

    ApiResponse status(ApiRequest request, QueryParameters query, String instanceId, String again) {
        if (instanceId.startsWith("@")) {
            return ApiResponse.empty(404);
        }
        InstanceView view =
                calls.instance(InstanceId.requireValid(instanceId), true).orElse(null);
        if (view == null) {
            return ApiResponse.empty(404);
        }
        Shown shown = Shown.of(query);
        byte[] body = StatusPayload.of(view, shown, history(query, view, shown.input()));
        if (!view.status().isTerminal()) {
            return ApiResponse.json(202, body).with("Location", again).with("Retry-After", "5");
        }
        boolean failAsError =
                view.status() == RuntimeStatus.FAILED && query.flag("returnInternalServerErrorOnFailure", false);
        return ApiResponse.json(failAsError ? 500 : 200, body);
    }

    /** What an instance waits for. */
    ApiResponse explain(String instanceId) {
        if (instanceId.startsWith("@")) {
            return ApiResponse.empty(404);
        }
        return calls.why(InstanceId.requireValid(instanceId))
                .map(why -> ApiResponse.json(200, WhyPayload.of(why)))
                .orElse(ApiResponse.empty(404));
    }

    /** The history of the present execution, whole and exact, as replayers read it. */
    ApiResponse history(String id) {
        InstanceView view = id.startsWith("@")
                ? null
                : calls.instance(InstanceId.requireValid(id), false).orElse(null);
        if (view == null) {
            return ApiResponse.empty(404);
        }
        String events = HistoryJson.write(calls.history(id));
        return ApiResponse.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("instanceId", id);
            json.writeStringField("name", view.name());
            json.writeStringField("executionId", view.executionId());
            json.writeStringField("runtimeStatus", view.status().wireName());
            json.writeFieldName("events");
            json.writeRawValue(events);
            json.writeEndObject();
        }));
    }

    ApiResponse list(ApiRequest request, QueryParameters query) {
        int top = query.integer("top", PAGE_DEFAULT);
        int pageSize = top < 1 ? PAGE_DEFAULT : Math.min(top, InstanceQuery.PAGE_MAX);
        InstancePage page;
        try {
            page = calls.instances(new InstanceQuery(
                    query.instant("createdTimeFrom").orElse(null),
                    query.instant("createdTimeTo").orElse(null),
                    query.statuses("runtimeStatus"),
                    query.text("instanceIdPrefix").orElse(""),
                    pageSize,
                    request.header(CONTINUATION).orElse(""),
                    true,
                    query.text("name").orElse(null),
                    Tags.of(query),
                    true));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
        return ApiResponse.json(200, StatusPayload.listOf(page.instances(), Shown.of(query)))
                .with(CONTINUATION, page.continuation());
    }

    /** The work that no worker ever answered. */
    ApiResponse givenUp(ApiRequest request, QueryParameters query) {
        int top = query.integer("top", PAGE_DEFAULT);
        int pageSize = top < 1 ? PAGE_DEFAULT : Math.min(top, GivenUp.Page.SIZE_MAX);
        GivenUp.Page page;
        try {
            page = calls.givenUp(pageSize, request.header(CONTINUATION).orElse(""));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
        return ApiResponse.json(200, GivenUpPayload.of(page.work())).with(CONTINUATION, page.continuation());
    }

    private @Nullable HistoryPayload history(QueryParameters query, InstanceView view, boolean showInput) {
        if (!query.flag("showHistory", false) || view.status() == RuntimeStatus.PENDING) {
            return null;
        }
        return new HistoryPayload(calls.history(view.instanceId()), showInput, query.flag("showHistoryOutput", false));
    }
}
