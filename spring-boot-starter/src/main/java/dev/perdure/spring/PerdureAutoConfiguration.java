package dev.perdure.spring;

import dev.perdure.core.data.DataConverter;
import dev.perdure.host.TaskHub;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Gives an application a {@link dev.perdure.client.DurableClient} and a worker that serves its beans: of an embedded
 * {@link TaskHub}, or of the host that {@code perdure.host.uri} names.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "perdure.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PerdureProperties.class)
@Import({EmbeddedHubConfiguration.class, RemoteHostConfiguration.class, HealthConfiguration.class})
public final class PerdureAutoConfiguration {

    PerdureAutoConfiguration() {}

    @Bean
    WorkerFromBeans perdureWorkerFromBeans(
            PerdureProperties properties,
            ObjectProvider<DataConverter> converter,
            ObjectProvider<WorkerCustomizer> customizers,
            ConfigurableListableBeanFactory beans) {
        return new WorkerFromBeans(
                properties.worker(),
                converter,
                new DurableBeans(beans, customizers.orderedStream().toList()));
    }
}
