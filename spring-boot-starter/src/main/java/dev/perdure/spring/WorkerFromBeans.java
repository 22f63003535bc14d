package dev.perdure.spring;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.Worker;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Makes the worker of an application from its properties and beans. */
final class WorkerFromBeans {

    private final PerdureProperties.WorkerProperties settings;
    private final ObjectProvider<DataConverter> converter;
    private final DurableBeans beans;

    WorkerFromBeans(
            PerdureProperties.WorkerProperties settings, ObjectProvider<DataConverter> converter, DurableBeans beans) {
        this.settings = settings;
        this.converter = converter;
        this.beans = beans;
    }

    Worker.Builder builder() {
        Worker.Builder worker = Worker.builder();
        set(settings.maxConcurrentActivities(), worker::maxConcurrentActivities);
        set(settings.maxConcurrentTurns(), worker::maxConcurrentTurns);
        set(settings.maxConcurrentEntities(), worker::maxConcurrentEntities);
        set(settings.maxLiveOrchestrators(), worker::maxLiveOrchestrators);
        set(settings.drain(), worker::drain);
        set(converter.getIfUnique(), worker::dataConverter);
        beans.register(worker);
        return worker;
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
