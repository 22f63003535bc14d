package dev.perdure.host.rules;

import java.util.Optional;

/** The token in an {@code Authorization} header. Stateless. */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** The token, if the value of the header is of the scheme {@code Bearer}, in any case. */
    public static Optional<String> of(String header) {
        String value = header.strip();
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(value.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
