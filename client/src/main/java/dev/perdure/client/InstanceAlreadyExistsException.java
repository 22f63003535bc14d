package dev.perdure.client;

/** A start or restart was refused because there is an instance of this id already. Nothing was done. */
public final class InstanceAlreadyExistsException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;

    public InstanceAlreadyExistsException(String operation, String instanceId, String why) {
        super(operation + ": the instance '" + instanceId + "' exists already: " + why, null);
        this.instanceId = instanceId;
    }

    /** The instance the call was about. */
    public String instanceId() {
        return instanceId;
    }
}
