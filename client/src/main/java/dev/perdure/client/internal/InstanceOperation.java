package dev.perdure.client.internal;

/** The operations on one instance, as the HTTP API has them. */
public enum InstanceOperation {
    STATUS("status", "GET", "", "statusQueryGetUri"),
    RAISE_EVENT("raise event", "POST", "/raiseEvent/" + Routes.EVENT_NAME, "sendEventPostUri"),
    TERMINATE("terminate", "POST", "/terminate", "terminatePostUri"),
    REWIND("rewind", "POST", "/rewind", "rewindPostUri"),
    PURGE("purge", "DELETE", "", "purgeHistoryDeleteUri"),
    RESTART("restart", "POST", "/restart", "restartPostUri"),
    SUSPEND("suspend", "POST", "/suspend", "suspendPostUri"),
    RESUME("resume", "POST", "/resume", "resumePostUri");

    private final String text;
    private final String method;
    private final String suffix;
    private final String templateKey;

    InstanceOperation(String text, String method, String suffix, String templateKey) {
        this.text = text;
        this.method = method;
        this.suffix = suffix;
        this.templateKey = templateKey;
    }

    /** The operation in messages. */
    public String text() {
        return text;
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }

    /** What follows the instance in the path: empty, or beginning with a slash; may hold {@link Routes#EVENT_NAME}. */
    public String suffix() {
        return suffix;
    }

    /** The name of the operation's URL in a binding and in management payloads. */
    public String templateKey() {
        return templateKey;
    }

    /** Whether a reason can be given. */
    public boolean takesReason() {
        return switch (this) {
            case TERMINATE, REWIND, SUSPEND, RESUME -> true;
            case STATUS, RAISE_EVENT, PURGE, RESTART -> false;
        };
    }
}
