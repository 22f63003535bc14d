package dev.perdure.sdk.http;

import java.net.URI;

/**
 * Gives the tokens with which a worker calls services, so that no secret is in a request, which the history keeps.
 * Registered at the worker under the name that requests use. Thread-safe.
 */
@FunctionalInterface
public interface TokenSource {

    /**
     * The token for the header {@code Authorization: Bearer}. Called for each try; implementations keep tokens that last.
     *
     * @param target what is called; give no token to a service that must not have it
     * @throws Exception if there is none now; the try fails, and its retry policy decides
     */
    String token(URI target) throws Exception;
}
