package dev.perdure.client;

/** There is no instance of this id. Nothing was done. */
public final class InstanceNotFoundException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;

    public InstanceNotFoundException(String operation, String instanceId) {
        super(operation + ": there is no instance '" + instanceId + "'.", null);
        this.instanceId = instanceId;
    }

    /** The instance the call was about. */
    public String instanceId() {
        return instanceId;
    }
}
