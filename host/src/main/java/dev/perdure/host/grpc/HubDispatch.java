package dev.perdure.host.grpc;

import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** One service over those of several hubs: each call goes to the hub that its {@link Caller} means. Stateless. */
final class HubDispatch {

    private HubDispatch() {}

    /** @param services the same service for each hub, by the hub's name; at least one */
    static ServerServiceDefinition over(Map<String, ServerServiceDefinition> services) {
        ServerServiceDefinition any = services.values().iterator().next();
        ServerServiceDefinition.Builder all = ServerServiceDefinition.builder(any.getServiceDescriptor());
        for (ServerMethodDefinition<?, ?> method : any.getMethods()) {
            add(method, services, all);
        }
        return all.build();
    }

    private static <Q, A> void add(
            ServerMethodDefinition<Q, A> method,
            Map<String, ServerServiceDefinition> services,
            ServerServiceDefinition.Builder all) {
        Map<String, ServerCallHandler<Q, A>> handlers = new HashMap<>();
        services.forEach((hub, service) -> handlers.put(hub, sameMethod(method, service)));
        all.addMethod(
                method.getMethodDescriptor(),
                (call, headers) -> Objects.requireNonNull(
                                handlers.get(Caller.current().taskHub()), "hub")
                        .startCall(call, headers));
    }

    @SuppressWarnings("unchecked") // the method of the same name in the same service
    private static <Q, A> ServerCallHandler<Q, A> sameMethod(
            ServerMethodDefinition<Q, A> method, ServerServiceDefinition service) {
        ServerMethodDefinition<?, ?> same =
                service.getMethod(method.getMethodDescriptor().getFullMethodName());
        return (ServerCallHandler<Q, A>) Objects.requireNonNull(same, "method").getServerCallHandler();
    }
}
