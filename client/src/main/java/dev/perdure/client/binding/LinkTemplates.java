package dev.perdure.client.binding;

import dev.perdure.client.internal.BaseRoutes;
import dev.perdure.client.internal.InstanceOperation;
import dev.perdure.client.internal.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The URLs by which others may manage an instance, as templates. Immutable.
 *
 * @param placeholder stands for the instance id
 * @param urls by name, in the order in which they are written
 */
public record LinkTemplates(String placeholder, Map<String, String> urls) {

    private static final String PLACEHOLDER = "INSTANCEID";

    public LinkTemplates {
        urls = Collections.unmodifiableMap(new LinkedHashMap<>(urls));
    }

    /**
     * The URLs under a base, as the HTTP API lays them out.
     *
     * @param origin of the host; empty if it has none that could be handed out
     */
    public static LinkTemplates under(String origin, BaseRoutes routes) {
        Map<String, String> urls = new LinkedHashMap<>();
        for (InstanceOperation operation : InstanceOperation.values()) {
            String path = routes.base() + "instances/" + PLACEHOLDER + operation.suffix();
            StringBuilder url = new StringBuilder(origin).append(path);
            char separator = '?';
            if (operation.takesReason()) {
                url.append(separator).append("reason={text}");
                separator = '&';
            }
            if (!routes.query().isEmpty()) {
                url.append(separator).append(routes.query());
            }
            urls.put(operation.templateKey(), url.toString());
        }
        return new LinkTemplates(PLACEHOLDER, urls);
    }

    /**
     * The URLs for one instance.
     *
     * @param origin that takes the place of the one in the URLs, or null to leave that
     * @throws IllegalStateException if there is none at all
     */
    ManagementPayload forInstance(String instanceId, @Nullable String origin) {
        Map<String, String> links = new LinkedHashMap<>();
        urls.forEach((name, template) -> {
            String url = template.replace(placeholder, Target.encoded(instanceId));
            links.put(name, withOrigin(url, origin));
        });
        return new ManagementPayload(instanceId, links);
    }

    private static String withOrigin(String url, @Nullable String origin) {
        if (origin != null) {
            return origin + (url.startsWith("/") ? url : Address.parse(url).pathAndQuery());
        }
        if (url.startsWith("/")) {
            throw new IllegalStateException(
                    "This client does not know an address of its host that others could use. Ask"
                            + " with the URL of the request to be answered: http(requestUrl).");
        }
        return url;
    }
}
