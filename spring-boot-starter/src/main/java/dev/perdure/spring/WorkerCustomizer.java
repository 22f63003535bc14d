package dev.perdure.spring;

import dev.perdure.sdk.Worker;

/** A bean that sets what the properties do not have, such as activities given by functions. */
@FunctionalInterface
public interface WorkerCustomizer {

    /** Called once, after the beans and properties have been applied and before the worker starts. */
    void customize(Worker.Builder worker);
}
