package dev.perdure.client;

/** The instance is not in a state that allows the operation: an event for one that has ended, a purge of one that has not. Nothing was done. */
public final class WrongInstanceStateException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;

    public WrongInstanceStateException(String operation, String instanceId, String why) {
        super(operation + ": the instance '" + instanceId + "' " + why, null);
        this.instanceId = instanceId;
    }

    /** The instance the call was about. */
    public String instanceId() {
        return instanceId;
    }
}
