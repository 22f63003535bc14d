package dev.perdure.sdk;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an instance continues as new. Each method returns changed options and leaves these as they are.
 *
 * <p>Immutable.
 */
public final class ContinueAsNewOptions {

    private static final ContinueAsNewOptions DEFAULTS = new ContinueAsNewOptions(true, null);

    private final boolean keepEvents;
    private final @Nullable String version;

    private ContinueAsNewOptions(boolean keepEvents, @Nullable String version) {
        this.keepEvents = keepEvents;
        this.version = version;
    }

    /** Events are kept, and so is the version. */
    public static ContinueAsNewOptions defaults() {
        return DEFAULTS;
    }

    /** Whether external events that no wait has taken go on to the next execution. */
    public ContinueAsNewOptions keepEvents(boolean keep) {
        return new ContinueAsNewOptions(keep, version);
    }

    /** With this version from the next execution on, which so runs on other code. */
    public ContinueAsNewOptions version(String value) {
        return new ContinueAsNewOptions(keepEvents, Objects.requireNonNull(value, "value"));
    }

    /** Whether external events are kept. */
    public boolean keepsEvents() {
        return keepEvents;
    }

    /** The new version; empty to keep the one there is. */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }
}
