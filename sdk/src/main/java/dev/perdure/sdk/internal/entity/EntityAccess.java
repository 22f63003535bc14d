package dev.perdure.sdk.internal.entity;

import dev.perdure.sdk.Entity;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The way to give an entity its operation, which no user code can see. Thread-safe. */
public final class EntityAccess {

    private static volatile @Nullable BiConsumer<Entity<?>, Operation> begin;

    private EntityAccess() {}

    /** Called by the class {@link Entity} itself, when it is loaded. */
    public static void provide(BiConsumer<Entity<?>, Operation> beginning) {
        begin = beginning;
    }

    static void begin(Entity<?> entity, Operation operation) {
        BiConsumer<Entity<?>, Operation> way = begin;
        if (way == null) {
            throw new IllegalStateException("There is an entity, so its class must be loaded.");
        }
        way.accept(entity, operation);
    }
}
