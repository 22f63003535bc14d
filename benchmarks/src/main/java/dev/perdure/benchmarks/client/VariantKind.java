package dev.perdure.benchmarks.client;

import java.net.URI;

/** The ways that are compared. */
enum VariantKind {
    /** A new HTTP client for each call, as the Python SDK did before January 2026. */
    NEW_CLIENT("new-client-per-call") {
        @Override
        Variant open(URI origin) {
            return new JdkClientPerCall(origin);
        }
    },
    /** A bare socket, opened and closed for each call. */
    NEW_CONNECTION("new-connection-per-call") {
        @Override
        Variant open(URI origin) {
            return new SocketPerCall(origin);
        }
    },
    /** The JDK's client, one for all calls. */
    JDK("jdk") {
        @Override
        Variant open(URI origin) {
            return new JdkClient(origin);
        }
    },
    /** Perdure's client as its users have it, JSON and all. */
    PERDURE("perdure") {
        @Override
        Variant open(URI origin) {
            return new PerdureClient(origin);
        }
    },
    /** 30 bare keep-alive sockets: the ceiling. */
    RAW("raw") {
        @Override
        Variant open(URI origin) {
            return new KeptSockets(origin);
        }
    };

    private final String word;

    VariantKind(String word) {
        this.word = word;
    }

    abstract Variant open(URI origin);

    String word() {
        return word;
    }
}
