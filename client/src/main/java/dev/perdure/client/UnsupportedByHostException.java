package dev.perdure.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host is not Perdure, and what was asked for needs one: the API that all hosts share does not have it, and another
 * host would leave it out silently. Nothing was done.
 */
public final class UnsupportedByHostException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String feature;
    private final @Nullable String instanceId;

    public UnsupportedByHostException(String operation, @Nullable String instanceId, String feature) {
        super(
                operation + (instanceId == null ? "" : " for instance '" + instanceId + "'")
                        + " was not sent: this host is not Perdure and would ignore " + feature
                        + ". Ask without it, or use a Perdure host.",
                null);
        this.feature = feature;
        this.instanceId = instanceId;
    }

    /** What the host does not have, such as {@code a start time}. */
    public String feature() {
        return feature;
    }

    /** The instance the call was about, or empty if it was about no single one. */
    public Optional<String> instanceId() {
        return Optional.ofNullable(instanceId);
    }
}
