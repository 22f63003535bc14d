package dev.perdure.spring;

import dev.perdure.client.DurableClient;
import dev.perdure.core.data.DataConverter;
import dev.perdure.host.TaskHub;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The task hub in the application's own process: what an application gets that names no host. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "perdure.host.uri", havingValue = EmbeddedHubConfiguration.UNSET, matchIfMissing = true)
class EmbeddedHubConfiguration {

    /** No URI is this. */
    static final String UNSET = "<unset>";

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    TaskHub taskHub(
            PerdureProperties properties, ObjectProvider<DataConverter> converter, ApplicationEventPublisher events) {
        TaskHub.Builder builder = TaskHub.open(properties.data());
        DataConverter own = converter.getIfUnique();
        if (own != null) {
            builder.dataConverter(own);
        }
        TaskHub hub = builder.startWithoutWorker();
        // A hub that cannot write any more is not mended by waiting: the process is to be started again.
        hub.failure().exceptionally(failure -> {
            AvailabilityChangeEvent.publish(events, failure, LivenessState.BROKEN);
            return null;
        });
        return hub;
    }

    @Bean(destroyMethod = "") // closed with the hub
    @ConditionalOnMissingBean
    DurableClient durableClient(TaskHub hub, PerdureProperties properties) {
        Duration deadline = properties.client().deadline();
        return deadline == null ? hub.client() : hub.client().withDeadline(deadline);
    }

    /** The figures of the hub, in whatever registries the application has. */
    @Bean
    MeterBinder perdureMeters(TaskHub hub) {
        return hub::showMetrics;
    }

    @Bean
    @ConditionalOnProperty(name = "perdure.worker.enabled", matchIfMissing = true)
    WorkerLifecycle perdureWorker(TaskHub hub, WorkerFromBeans setup) {
        return new WorkerLifecycle(() -> hub.startWorker(setup.builder()));
    }
}
