package dev.perdure.host.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Gives the calls that this version does not serve a text a user can act on. */
final class ClearUnimplemented implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getBareMethodName();
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        boolean unimplemented = status.getCode() == Status.Code.UNIMPLEMENTED;
                        super.close(
                                unimplemented
                                        ? Status.UNIMPLEMENTED.withDescription(method
                                                + " is not available over gRPC in this version of Perdure;"
                                                + " the HTTP API may have it.")
                                        : status,
                                trailers);
                    }
                },
                headers);
    }
}
