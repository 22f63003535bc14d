package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.EventStream;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of one name: a wait is made only when one is asked for. Confined to the orchestrator's thread. */
final class EventSequence<T extends @Nullable Object> implements EventStream<T> {

    private final OrchestratorRun run;
    private final String name;
    private final Type type;

    EventSequence(OrchestratorRun run, String name, Type type) {
        this.run = run;
        this.name = name;
        this.type = type;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public T next() {
        run.live().requireOwnThread();
        return new EventWait<T>(run, name, type).await();
    }

    @Override
    public Optional<T> next(Duration limit) {
        run.live().requireOwnThread();
        return new EventWait<T>(run, name, type).within(limit);
    }
}
