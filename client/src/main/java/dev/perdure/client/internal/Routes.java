package dev.perdure.client.internal;

/** Where at a host each operation is found. Immutable. Ids and names are checked by whoever asks. */
public sealed interface Routes permits BaseRoutes, TemplateRoutes {

    /** Stands for the name of an event in the paths of raising one. */
    String EVENT_NAME = "{eventName}";

    /** Where an instance of an orchestrator is started. */
    Target start(String orchestrator, String instanceId);

    /** Where the instances are as a whole: {@code STATUS} to list, {@code PURGE} to purge them. */
    Target instances(InstanceOperation operation);

    /** Where an operation on one instance is; not for {@code RAISE_EVENT}. */
    Target instance(InstanceOperation operation, String instanceId);

    /** Where an event is sent to an instance. */
    Target event(String instanceId, String eventName);

    /** Whether the base of the API is known, so that there are other places. */
    boolean hasBase();

    /**
     * Any other place under the base of the API.
     *
     * @param path relative, percent-encoded
     * @throws IllegalStateException if the base is not known
     */
    Target other(String path);
}
