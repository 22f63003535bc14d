package dev.perdure.host.door;

import dev.perdure.host.http.AccessControl;
import dev.perdure.host.http.ApiException;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import dev.perdure.host.http.ManagementApi;
import dev.perdure.host.rules.HubNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The management APIs of a host's hubs: each request goes to that of the hub it means. Thread-safe. */
public final class HubApis {

    private final HubNames names;
    private final Map<String, ManagementApi> apis;
    private final AccessControl keyOnly;

    private HubApis(HubNames names, Map<String, ManagementApi> apis, AccessControl keyOnly) {
        this.names = names;
        this.apis = apis;
        this.keyOnly = keyOnly;
    }

    /** These, the default hub's first. All have the same key. */
    public static HubApis of(List<ManagementApi> apis) {
        Map<String, ManagementApi> byName = new LinkedHashMap<>();
        apis.forEach(api -> byName.put(api.taskHub(), api));
        return new HubApis(
                new HubNames(List.copyOf(byName.keySet())),
                byName,
                apis.getFirst().access().withoutLinks());
    }

    /** Answers a request for a management path: 404 with the hubs there are if it means another. */
    ApiResponse handle(ApiRequest request) {
        return meant(request)
                .map(api -> api.handle(request))
                .orElseGet(() -> ApiException.unknownHub(names.unknown(request.taskHub()))
                        .response()
                        .with(ManagementApi.UNKNOWN_HUB_HEADER, "true"));
    }

    /** Who may do what in the hub that the request means. Of a hub that does not exist only who has the key is told. */
    AccessControl access(ApiRequest request) {
        return meant(request).map(ManagementApi::access).orElse(keyOnly);
    }

    /** All of them. */
    Iterable<ManagementApi> all() {
        return apis.values();
    }

    private Optional<ManagementApi> meant(ApiRequest request) {
        return names.meant(request.taskHub()).map(apis::get);
    }
}
