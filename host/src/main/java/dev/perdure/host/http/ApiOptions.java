package dev.perdure.host.http;

import java.time.Duration;

/**
 * What the management API needs to know. Immutable.
 *
 * @param taskHub the name of the one task hub served, shown in links
 * @param strictNames whether a start for an orchestrator that no worker has ever announced is refused
 * @param links the key of the webhook entrance, and what links carry
 * @param answerWithin how long a request may wait for the engine before it is answered 503
 */
public record ApiOptions(String taskHub, boolean strictNames, LinkOptions links, Duration answerWithin) {

    /** Hub {@code perdure}, lenient names, no key, one minute. */
    public static ApiOptions defaults() {
        return new ApiOptions("perdure", false, LinkOptions.withoutKey(), Duration.ofMinutes(1));
    }
}
