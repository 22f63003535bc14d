package dev.perdure.sdk.internal.activity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the signs of life of one delivery of an activity, and knows the last one of earlier deliveries. Thread-safe. */
public interface Heartbeat {

    /** Of a delivery whose host hears no heartbeats. */
    Heartbeat UNHEARD = new Heartbeat() {
        @Override
        public void beat(@Nullable Object detail) {
            // Nobody hears it.
        }

        @Override
        public <T> Optional<T> last(Class<T> type) {
            return Optional.empty();
        }
    };

    /** Gives a sign of life, with what is to be told to the next delivery; null: what the last one told. */
    void beat(@Nullable Object detail);

    /** What the last sign of life of an earlier delivery told. */
    <T> Optional<T> last(Class<T> type);
}
