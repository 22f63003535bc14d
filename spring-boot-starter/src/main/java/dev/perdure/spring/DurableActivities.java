package dev.perdure.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * A bean that carries out activities, called by many threads at once. On a class that component scanning finds, or on
 * a {@code @Bean} method.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface DurableActivities {

    /** The contracts it serves; by default the interfaces that the class of the bean declares. */
    Class<?>[] value() default {};
}
