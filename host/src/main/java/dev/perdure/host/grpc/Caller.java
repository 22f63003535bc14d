package dev.perdure.host.grpc;

import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
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
 */
record Caller(String workerId, String userAgent) {

    private static final Caller UNKNOWN = new Caller("", "");
    private static final Context.Key<Caller> KEY = Context.keyWithDefault("perdure-caller", UNKNOWN);
    private static final Metadata.Key<String> TASK_HUB = key("taskhub");
    private static final Metadata.Key<String> WORKER_ID = key("workerid");
    private static final Metadata.Key<String> OWN_AGENT = key("x-user-agent");
    private static final Metadata.Key<String> TRANSPORT_AGENT = key("user-agent");
    private static final String ASKING_FOR_WORK =
            TaskHubSidecarServiceGrpc.getGetWorkItemsMethod().getFullMethodName();
    private static final int SHOWN_MAX = 200;

    /** The name by which clients mean the one hub of a host when they were not told of any. */
    private static final String DEFAULT_HUB = "default";

    /** Whose call this thread serves, which asks for work. */
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
                String hub = header(headers, TASK_HUB);
                if (!hub.isEmpty() && !hub.equalsIgnoreCase(taskHub) && !hub.equalsIgnoreCase(DEFAULT_HUB)) {
                    call.close(
                            Status.NOT_FOUND.withDescription("This host serves the task hub '" + taskHub + "', not '"
                                    + hub + "'. Leave the header taskhub out, or name that one."),
                            new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                if (!call.getMethodDescriptor().getFullMethodName().equals(ASKING_FOR_WORK)) {
                    return next.startCall(call, headers);
                }
                String own = header(headers, OWN_AGENT);
                String transport = header(headers, TRANSPORT_AGENT);
                Caller caller = new Caller(header(headers, WORKER_ID), (own + " " + transport).strip());
                return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
            }
        };
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
