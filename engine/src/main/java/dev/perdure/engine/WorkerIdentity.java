package dev.perdure.engine;

/**
 * What a worker's connection says about it, beside its request. Immutable.
 *
 * @param name the name it gives itself; empty if none
 * @param software what it is made with, such as a user agent; empty if unknown
 */
public record WorkerIdentity(String name, String software) {

    /** A connection that says nothing. */
    public static final WorkerIdentity UNKNOWN = new WorkerIdentity("", "");
}
