package dev.perdure.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/**
 * An {@link dev.perdure.sdk.Orchestrator} that component scanning finds. Each run gets a bean of its own. It is served
 * under its simple class name, as is every other bean that is an orchestrator.
 *
 * <p>What is injected must not make it indeterminate: settings that differ from one start to the next, and whatever
 * reaches outside, belong into activities.
 */
@Documented
@Component
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface DurableOrchestrator {}
