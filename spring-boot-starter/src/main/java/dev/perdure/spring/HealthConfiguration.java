package dev.perdure.spring;

import dev.perdure.host.TaskHub;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health indicator {@code perdure}. Boot 3.5 and Boot 4 have the same one in different packages. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "management.health.perdure.enabled", matchIfMissing = true)
class HealthConfiguration {

    @Bean
    PerdureHealth perdureHealth(
            PerdureProperties properties, ObjectProvider<TaskHub> hub, ObjectProvider<WorkerLifecycle> worker) {
        return new PerdureHealth(properties, hub.getIfAvailable(), worker.getIfAvailable());
    }

    /** For Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class Boot4 {

        @Bean
        org.springframework.boot.health.contributor.HealthIndicator perdureHealthIndicator(PerdureHealth health) {
            return () -> {
                PerdureHealth.State state = health.now();
                return (state.up()
                                ? org.springframework.boot.health.contributor.Health.up()
                                : org.springframework.boot.health.contributor.Health.down())
                        .withDetails(state.details())
                        .build();
            };
        }
    }

    /** For Boot 3.5. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnMissingClass("org.springframework.boot.health.contributor.HealthIndicator")
    static class Boot3 {

        @Bean
        org.springframework.boot.actuate.health.HealthIndicator perdureHealthIndicator(PerdureHealth health) {
            return () -> {
                PerdureHealth.State state = health.now();
                return (state.up()
                                ? org.springframework.boot.actuate.health.Health.up()
                                : org.springframework.boot.actuate.health.Health.down())
                        .withDetails(state.details())
                        .build();
            };
        }
    }
}
