package dev.perdure.sdk;

/** What a worker does about an instance whose version it has no code for, of an orchestrator that it has in others. */
public enum UnknownVersion {
    /** The instance waits until a worker comes that has the version; {@code why} says so. The default. */
    LEAVE,
    /** The instance fails and says which versions the worker has. */
    FAIL
}
