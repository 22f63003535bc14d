package dev.perdure.client.binding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.internal.BaseRoutes;
import dev.perdure.client.internal.InstanceOperation;
import dev.perdure.client.internal.ManagementResponses;
import dev.perdure.client.internal.Routes;
import dev.perdure.client.internal.TemplateRoutes;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host tells a function about itself, so that the function can have a client of it: the JSON text of a durable
 * client binding. Immutable.
 *
 * <p>The client uses, in this order: the private entrance of the host ({@code rpcBaseUrl}), the address of its public API
 * ({@code httpBaseUrl}, in bindings whose {@code rpcBaseUrl} speaks gRPC), the URL templates ({@code creationUrls} and
 * {@code managementUrls}), the base of the public API ({@code baseUrl}). Unknown fields are ignored, and {@code null} is
 * the same as an absent field.
 */
public final class ClientBinding {

    private static final String PLACEHOLDER = "INSTANCEID";

    private final URI origin;
    private final Routes routes;
    private final @Nullable String taskHub;
    private final LinkTemplates links;

    private ClientBinding(Address address, Routes routes, @Nullable String taskHub, LinkTemplates links) {
        this.origin = URI.create(address.origin());
        this.routes = routes;
        this.taskHub = taskHub;
        this.links = links;
    }

    /**
     * Reads a binding.
     *
     * @throws IllegalArgumentException if it is not a JSON object, or names no way to the host
     */
    public static ClientBinding parse(String json) {
        JsonNode binding;
        try {
            binding = ManagementResponses.tree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The client binding is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!binding.isObject()) {
            throw new IllegalArgumentException("The client binding is not a JSON object.");
        }
        return new Reader(binding).read();
    }

    /** Scheme, host and port at which the client reaches the host. */
    public URI origin() {
        return origin;
    }

    /** The task hub of the binding; empty if it names none. */
    public Optional<String> taskHub() {
        return Optional.ofNullable(taskHub);
    }

    /** Where the host serves each operation; for the client. */
    public Routes routes() {
        return routes;
    }

    /** The URLs to hand out to users; for the client. */
    public LinkTemplates links() {
        return links;
    }

    /** Origin and hub; no URLs, because they may hold codes. */
    @Override
    public String toString() {
        return "binding to " + origin + (taskHub == null ? "" : ", task hub " + taskHub);
    }

    /** Takes a binding apart. Confined to one thread. */
    private static final class Reader {

        private final JsonNode binding;
        private final String query;

        Reader(JsonNode binding) {
            this.binding = binding;
            String required = text(binding, "requiredQueryStringParameters");
            this.query = required == null ? "" : required;
        }

        ClientBinding read() {
            String taskHub = text(binding, "taskHubName");
            String publicBase = text(binding, "httpBaseUrl");
            if (publicBase != null) {
                return overBase(publicBase, query, taskHub);
            }
            String rpc = text(binding, "rpcBaseUrl");
            if (rpc != null) {
                return overBase(rpc, "", taskHub);
            }
            String creation = text(binding.path("creationUrls"), "createNewInstancePostUri");
            if (creation != null) {
                return overTemplates(creation, taskHub);
            }
            publicBase = text(binding, "baseUrl");
            if (publicBase != null) {
                return overBase(publicBase, query, taskHub);
            }
            throw new IllegalArgumentException("The client binding names no way to the host: it has none of rpcBaseUrl,"
                    + " httpBaseUrl, creationUrls and baseUrl.");
        }

        private ClientBinding overBase(String url, String itsQuery, @Nullable String taskHub) {
            Address address = Address.parse(url);
            BaseRoutes routes = base(address, itsQuery);
            return new ClientBinding(address, routes, taskHub, links(address, routes));
        }

        private ClientBinding overTemplates(String creation, @Nullable String taskHub) {
            Address start = Address.parse(creation);
            Map<String, String> operations = new LinkedHashMap<>();
            for (InstanceOperation operation : InstanceOperation.values()) {
                String url = text(binding.path("managementUrls"), operation.templateKey());
                if (url != null) {
                    Address address = Address.parse(url);
                    if (!address.origin().equals(start.origin())) {
                        throw new IllegalArgumentException("The URLs of the client binding lead to two hosts, "
                                + start.origin() + " and " + address.origin() + ". They should lead to one.");
                    }
                    operations.put(operation.templateKey(), address.pathAndQuery());
                }
            }
            String baseUrl = text(binding, "baseUrl");
            BaseRoutes base = baseUrl == null ? null : base(Address.parse(baseUrl), query);
            TemplateRoutes routes = new TemplateRoutes(start.pathAndQuery(), operations, placeholder(), base);
            return new ClientBinding(start, routes, taskHub, links(start, BaseRoutes.webhook()));
        }

        /** The public URLs if the binding has them, else those of the base that the client uses itself. */
        private LinkTemplates links(Address address, BaseRoutes routes) {
            JsonNode urls = binding.path("managementUrls");
            if (!urls.isObject()) {
                return LinkTemplates.under(address.origin(), routes);
            }
            Map<String, String> templates = new LinkedHashMap<>();
            urls.properties().forEach(url -> {
                if (!url.getKey().equals("id") && url.getValue().isTextual()) {
                    templates.put(url.getKey(), url.getValue().textValue());
                }
            });
            return new LinkTemplates(placeholder(), templates);
        }

        private String placeholder() {
            String id = text(binding.path("managementUrls"), "id");
            return id == null ? PLACEHOLDER : id;
        }

        private static BaseRoutes base(Address address, String query) {
            String path = address.pathAndQuery();
            return new BaseRoutes(path.endsWith("/") ? path : path + "/", query);
        }

        /** The text of a field; null if it is absent, null or empty. */
        private static @Nullable String text(JsonNode object, String field) {
            String text = object.path(field).textValue();
            return text == null || text.isEmpty() ? null : text;
        }
    }
}
