package dev.perdure.spring;

import dev.perdure.client.DurableClient;
import dev.perdure.client.DurableClientBuilder;
import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A client of a host in another process, and a worker for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("perdure.host.uri")
class RemoteHostConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    DurableClient durableClient(PerdureProperties properties, ObjectProvider<DataConverter> converter) {
        PerdureProperties.HostProperties host = properties.host();
        URI uri = Objects.requireNonNull(host.uri());
        DurableClientBuilder client = DurableClient.builder().origin(uri);
        set(host.key(), client::key);
        set(host.taskHub(), client::taskHub);
        set(host.trust(), client::trust);
        show(host, client::clientCertificate);
        set(properties.client().deadline(), client::deadline);
        set(properties.client().connectionsMax(), client::connectionsMax);
        set(converter.getIfUnique(), client::dataConverter);
        return client.build();
    }

    /** The way of the worker to its host. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "perdure.worker.enabled", matchIfMissing = true)
    static class RemoteWorkerConfiguration {

        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        GrpcWorkHost perdureWorkHost(PerdureProperties properties) {
            String grpc = properties.host().grpc();
            if (grpc == null) {
                throw new IllegalArgumentException("The worker does not know where the gRPC door of "
                        + properties.host().uri() + " is: set perdure.host.grpc, such as 127.0.0.1:4001, or"
                        + " perdure.worker.enabled=false for a client alone.");
            }
            PerdureProperties.HostProperties host = properties.host();
            GrpcWorkHost.Builder builder = GrpcWorkHost.at(grpc);
            set(host.key(), builder::key);
            set(host.taskHub(), builder::taskHub);
            set(host.trust(), builder::trust);
            show(host, builder::clientCertificate);
            return builder.build();
        }

        @Bean
        WorkerLifecycle perdureWorker(GrpcWorkHost host, WorkerFromBeans setup) {
            return new WorkerLifecycle(() -> setup.builder().connectTo(host).start());
        }
    }

    private static void show(PerdureProperties.HostProperties host, BiConsumer<Path, Path> setter) {
        Path certificate = host.clientCertificate();
        Path key = host.clientKey();
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "A certificate and its key come together: set both perdure.host.client-certificate and"
                            + " perdure.host.client-key.");
        }
        if (certificate != null && key != null) {
            setter.accept(certificate, key);
        }
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
