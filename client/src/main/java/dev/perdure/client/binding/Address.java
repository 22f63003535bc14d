package dev.perdure.client.binding;

import java.util.Locale;

/**
 * An absolute URL, perhaps with literal braces in it, which no URI class takes. Immutable.
 *
 * @param origin scheme, host and port
 * @param pathAndQuery beginning with a slash
 */
record Address(String origin, String pathAndQuery) {

    /** What a host that listens everywhere calls itself; nobody can connect to that. */
    private static final String EVERYWHERE = "//0.0.0.0";

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException if it is not an http or https URL
     */
    static Address parse(String url) {
        String scheme = url.toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("http://") && !scheme.startsWith("https://")) {
            throw new IllegalArgumentException("'" + url + "' in the client binding is not an http or https URL."
                    + " A binding for gRPC needs its httpBaseUrl, too.");
        }
        int slash = url.indexOf('/', url.indexOf("//") + 2);
        String origin = slash < 0 ? url : url.substring(0, slash);
        return new Address(origin.replace(EVERYWHERE, "//localhost"), slash < 0 ? "/" : url.substring(slash));
    }
}
