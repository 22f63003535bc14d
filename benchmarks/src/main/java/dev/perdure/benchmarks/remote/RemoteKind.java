package dev.perdure.benchmarks.remote;

/** Whose worker serves a host over gRPC. */
public enum RemoteKind {
    /** Perdure's own, in the process that makes the load. */
    GRPC,
    /** The official Java SDK, in a process of its own. */
    JAVA,
    /** The official JavaScript SDK, in a process of its own. */
    JS
}
