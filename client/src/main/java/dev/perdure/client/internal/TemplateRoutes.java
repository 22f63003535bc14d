package dev.perdure.client.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes that the URL templates of a client binding lay out. Each request uses the template of its own operation, with
 * the code in it: a code may open one operation alone. What no template is for (entities) lies under the base of the API.
 * Immutable.
 *
 * @param start path and query of the template for starting
 * @param operations path and query of the templates for operations on an instance, by
 *     {@link InstanceOperation#templateKey()}
 * @param placeholder stands for the instance id in them
 * @param base of the API, or null if the binding does not name it
 */
public record TemplateRoutes(
        String start,
        Map<String, String> operations,
        String placeholder,
        @Nullable BaseRoutes base) implements Routes {

    public TemplateRoutes {
        operations = Map.copyOf(operations);
    }

    @Override
    public Target start(String orchestrator, String instanceId) {
        String name = Target.segment(orchestrator, "orchestrator name");
        String id = BaseRoutes.id(instanceId);
        return Target.of(start.replace("{functionName}", name).replace("[/{instanceId}]", "/" + id));
    }

    @Override
    public Target instances(InstanceOperation operation) {
        return Target.of(template(operation).replace("/" + placeholder, ""));
    }

    @Override
    public Target instance(InstanceOperation operation, String instanceId) {
        return Target.of(template(operation).replace("/" + placeholder, "/" + BaseRoutes.id(instanceId)));
    }

    @Override
    public Target event(String instanceId, String eventName) {
        String name = Target.segment(eventName, "event name");
        return Target.of(template(InstanceOperation.RAISE_EVENT)
                .replace("/" + placeholder, "/" + BaseRoutes.id(instanceId))
                .replace(EVENT_NAME, name));
    }

    @Override
    public boolean hasBase() {
        return base != null;
    }

    @Override
    public Target other(String path) {
        if (base == null) {
            throw new IllegalStateException("This client comes from a binding without baseUrl, so it cannot reach '"
                    + path + "'. Use a binding of a newer host, or connect by address and key.");
        }
        return base.other(path);
    }

    private String template(InstanceOperation operation) {
        String template = operations.get(operation.templateKey());
        if (template == null) {
            throw new IllegalStateException("This client comes from a binding without " + operation.templateKey()
                    + ", so it cannot " + operation.text() + ". Use a binding of a newer host, or connect by address"
                    + " and key.");
        }
        return template;
    }
}
