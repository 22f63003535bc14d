package dev.perdure.client;

/** A start was refused because an instance of this id is still active. Nothing was done. */
public final class InstanceAlreadyExistsException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;

    InstanceAlreadyExistsException(String instanceId, String why) {
        super("start: the instance '" + instanceId + "' exists already: " + why, null);
        this.instanceId = instanceId;
    }

    /** The instance the call was about. */
    public String instanceId() {
        return instanceId;
    }
}
