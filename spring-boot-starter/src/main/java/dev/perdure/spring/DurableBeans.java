package dev.perdure.spring;

import dev.perdure.sdk.Entity;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Worker;
import java.util.List;
import java.util.Objects;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Registers the beans of an application with a worker: all that are orchestrators, and all that are annotated as
 * activities or entities. A bean that cannot be registered stops the start, with its name.
 */
final class DurableBeans {

    private final ConfigurableListableBeanFactory beans;
    private final List<WorkerCustomizer> customizers;

    DurableBeans(ConfigurableListableBeanFactory beans, List<WorkerCustomizer> customizers) {
        this.beans = beans;
        this.customizers = List.copyOf(customizers);
    }

    void register(Worker.Builder worker) {
        for (String bean : beans.getBeanNamesForType(Orchestrator.class, true, false)) {
            named(bean, () -> orchestrator(worker, bean));
        }
        for (String bean : beans.getBeanNamesForAnnotation(DurableActivities.class)) {
            named(bean, () -> activities(worker, bean));
        }
        for (String bean : beans.getBeanNamesForAnnotation(DurableEntity.class)) {
            named(bean, () -> entity(worker, bean));
        }
        customizers.forEach(customizer -> customizer.customize(worker));
    }

    private void orchestrator(Worker.Builder worker, String bean) {
        worker.orchestrator(declared(bean).asSubclass(Orchestrator.class), () ->
                (Orchestrator<?, ?>) beans.getBean(bean, Orchestrator.class));
    }

    private void activities(Worker.Builder worker, String bean) {
        DurableActivities annotation =
                Objects.requireNonNull(beans.findAnnotationOnBean(bean, DurableActivities.class));
        Class<?>[] contracts = annotation.value().length > 0
                ? annotation.value()
                : declared(bean).getInterfaces();
        if (contracts.length == 0) {
            throw new IllegalArgumentException(
                    "It serves no activities: " + declared(bean).getName()
                            + " has no interface. Name the contracts in @DurableActivities, or let the class implement one.");
        }
        Object implementation = beans.getBean(bean);
        for (Class<?> contract : contracts) {
            serve(worker, contract, implementation);
        }
    }

    private static <T> void serve(Worker.Builder worker, Class<T> contract, Object implementation) {
        if (!contract.isInstance(implementation)) {
            throw new IllegalArgumentException("It is not a " + contract.getName() + ".");
        }
        worker.activities(contract, contract.cast(implementation));
    }

    private void entity(Worker.Builder worker, String bean) {
        DurableEntity annotation = Objects.requireNonNull(beans.findAnnotationOnBean(bean, DurableEntity.class));
        if (!beans.isPrototype(bean)) {
            throw new IllegalArgumentException(
                    "Each operation of an entity needs a bean of its own; give it the scope 'prototype'.");
        }
        worker.entity(annotation.name(), () -> (Entity<?>) beans.getBean(bean, Entity.class));
    }

    /** The class of a bean as it was written, without what proxies make of it. */
    private Class<?> declared(String bean) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
        if (type == null) {
            throw new IllegalArgumentException("Its class is not known before it is made.");
        }
        return type;
    }

    private static void named(String bean, Runnable registration) {
        try {
            registration.run();
        } catch (IllegalArgumentException e) {
            throw new BeanCreationException(
                    bean, "The bean '" + bean + "' cannot be registered with the worker. " + e.getMessage(), e);
        }
    }
}
