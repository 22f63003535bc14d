package dev.perdure.host.grpc;

import dev.perdure.host.rules.HubNames;
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
 * @param taskHub the name of the hub that is meant, as the host spells it; empty outside a call
 * @param workerId the name a worker gives itself; empty if none
 * @param userAgent the software it is made with; empty if none
 * @param peer the address and port of the other end of its connection; empty if unknown
 */
record Caller(String taskHub, String workerId, String userAgent, String peer) {

    private static final Caller UNKNOWN = new Caller("", "", "", "");
    private static final Context.Key<Caller> KEY = Context.keyWithDefault("perdure-caller", UNKNOWN);
    private static final Metadata.Key<String> TASK_HUB = key("taskhub");
    private static final Metadata.Key<String> WORKER_ID = key("workerid");
    private static final Metadata.Key<String> OWN_AGENT = key("x-user-agent");
    private static final Metadata.Key<String> TRANSPORT_AGENT = key("user-agent");
    private static final int SHOWN_MAX = 200;

    /** Whose call this thread serves. */
    static Caller current() {
        return KEY.get();
    }

    /** Whether it is the official Java worker, which runs one item at a time while others wait in its stream. */
    boolean isSerialWorker() {
        return userAgent.contains("grpc-java");
    }

    /** Reads the headers; refuses calls without the key, if there is one, and calls for other hubs. */
    static ServerInterceptor reading(HubNames hubs, BearerKey key) {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                if (!key.isShownIn(headers)) {
                    return refused(call, Status.UNAUTHENTICATED.withDescription(BearerKey.MISSING));
                }
                String named = header(headers, TASK_HUB);
                String hub = hubs.meant(named).orElse(null);
                if (hub == null) {
                    return refused(call, Status.NOT_FOUND.withDescription(hubs.unknown(named)));
                }
                String own = header(headers, OWN_AGENT);
                String transport = header(headers, TRANSPORT_AGENT);
                Caller caller = new Caller(
                        hub,
                        header(headers, WORKER_ID),
                        (own + " " + transport).strip(),
                        String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
                return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
            }
        };
    }

    private static <Q, A> ServerCall.Listener<Q> refused(ServerCall<Q, A> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static String header(Metadata headers, Metadata.Key<String> key) {
        String value = headers.get(key);
        String text = value == null ? "" : value.strip();
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX);
    }
}
