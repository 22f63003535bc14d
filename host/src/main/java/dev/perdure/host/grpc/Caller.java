package dev.perdure.host.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * What the headers of a call say about who calls. Immutable.
 *
 * @param workerId the name a worker gives itself; empty if none
 * @param userAgent the software it is made with; empty if none
 * @param peer the address and port of the other end of its connection; empty if unknown
 */
record Caller(String workerId, String userAgent, String peer) {

    private static final Caller UNKNOWN = new Caller("", "", "");
    private static final Context.Key<Caller> KEY = Context.keyWithDefault("perdure-caller", UNKNOWN);
    private static final int SHOWN_MAX = 200;

    /** The name by which clients mean the one hub of a host when they were not told of any. */
    private static final String DEFAULT_HUB = "default";

    /** Whose call this thread serves. */
    static Caller current() {
        return KEY.get();
    }

    /** Whether it is the official Java worker, which runs one item at a time while others wait in its stream. */
    boolean isSerialWorker() {
        return userAgent.contains("grpc-java");
    }

    /** Reads the headers, and refuses calls for another hub than {@code taskHub}. */
    static ServerInterceptor reading(String taskHub) {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                String hub = header(headers, "taskhub");
                if (!hub.isEmpty() && !hub.equalsIgnoreCase(taskHub) && !hub.equalsIgnoreCase(DEFAULT_HUB)) {
                    call.close(
                            Status.NOT_FOUND.withDescription("This host serves the task hub '" + taskHub + "', not '"
                                    + hub + "'. Leave the header taskhub out, or name that one."),
                            new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                String own = header(headers, "x-user-agent");
                String transport = header(headers, "user-agent");
                Caller caller = new Caller(
                        header(headers, "workerid"),
                        (own + " " + transport).strip(),
                        String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
                return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
            }
        };
    }

    private static String header(Metadata headers, String name) {
        String value = headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        String text = value == null ? "" : value.strip();
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX);
    }
}
