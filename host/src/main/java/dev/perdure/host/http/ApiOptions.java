package dev.perdure.host.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the management API needs to know. Immutable.
 *
 * @param taskHub the name of the one task hub served, shown in links
 * @param strictNames whether a start for an orchestrator that no worker has ever announced is refused
 * @param key the key that links for the webhook entrance carry, or null if none is configured
 * @param answerWithin how long a request may wait for the engine before it is answered 503
 */
public record ApiOptions(
        String taskHub, boolean strictNames, @Nullable String key, Duration answerWithin) {

    /** Hub {@code perdure}, lenient names, no key, one minute. */
    public static ApiOptions defaults() {
        return new ApiOptions("perdure", false, null, Duration.ofMinutes(1));
    }
}
