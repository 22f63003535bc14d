package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.EventTask;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A wait for one external event. Confined to the orchestrator's thread. */
final class EventWait<T extends @Nullable Object> extends DurableTask<T> implements EventTask<T> {

    private enum State {
        WAITING,
        WITHDRAWN,
        ARRIVED
    }

    private final String name;
    private final Type type;
    private State state = State.WITHDRAWN;
    private @Nullable String text;
    private @Nullable Object value;

    EventWait(OrchestratorRun run, String name, Type type) {
        super(run);
        this.name = name;
        this.type = type;
        beforeAwait();
    }

    String name() {
        return name;
    }

    void arrived(@Nullable String payload) {
        state = State.ARRIVED;
        text = payload;
    }

    @Override
    public Optional<T> within(Duration limit) {
        run().live().requireOwnThread();
        return doneWithin(limit) ? Optional.ofNullable(outcome()) : Optional.empty();
    }

    @Override
    void gaveUp() {
        run().tasks().events().withdraw(this);
        state = State.WITHDRAWN;
    }

    @Override
    String described() {
        return "the event '" + name + "'";
    }

    @Override
    void beforeAwait() {
        if (state == State.WITHDRAWN) {
            state = State.WAITING;
            run().tasks().events().enlist(this);
        }
    }

    @Override
    boolean done() {
        return state == State.ARRIVED;
    }

    @Override
    @Nullable
    Object result() {
        if (text != null) {
            value = run().library().converter().deserialize(text, type);
            text = null;
        }
        return value;
    }
}
