package dev.perdure.engine;

/**
 * What a worker's connection says about it, beside its request. Immutable.
 *
 * @param name the name it gives itself; empty if none
 * @param software what it is made with, such as a user agent; empty if unknown
 * @param peer the connection it comes over, such as its remote address and port; tells whose an answer without a token is.
 *     Empty if unknown
 * @param serial whether it runs one item at a time while others wait in its stream
 */
public record WorkerIdentity(String name, String software, String peer, boolean serial) {

    /** A connection that says nothing. */
    public static final WorkerIdentity UNKNOWN = new WorkerIdentity("", "");

    /** One that runs several items at once and answers with tokens. */
    public WorkerIdentity(String name, String software) {
        this(name, software, "", false);
    }
}
