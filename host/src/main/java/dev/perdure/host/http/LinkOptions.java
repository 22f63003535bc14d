package dev.perdure.host.http;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The key of the webhook entrance, and the links that are made from it. Immutable.
 *
 * @param key what callers must show, not empty; or null if none is needed, and links carry no code
 * @param valid how long the code of a link lasts, at least a second
 * @param keyInUrls whether links carry the key itself instead of a code for one thing
 * @param clock what the expiry of links is measured by
 */
public record LinkOptions(@Nullable String key, Duration valid, boolean keyInUrls, InstantSource clock) {

    /** No key. */
    public static LinkOptions withoutKey() {
        return new LinkOptions(null, Duration.ofDays(7), false, InstantSource.system());
    }

    /** This key, never in URLs, and links for a week. */
    public static LinkOptions withKey(String key) {
        return new LinkOptions(key, Duration.ofDays(7), false, InstantSource.system());
    }
}
