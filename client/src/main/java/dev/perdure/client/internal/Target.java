package dev.perdure.client.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Path and query of one request, percent-encoded. Confined to one thread. */
public final class Target {

    private final String path;
    private final List<String> parameters = new ArrayList<>();

    private Target(String path) {
        this.path = path;
    }

    /** Begins with a path and perhaps a query, both percent-encoded already. */
    static Target of(String pathAndQuery) {
        int question = pathAndQuery.indexOf('?');
        Target target = new Target(question < 0 ? pathAndQuery : pathAndQuery.substring(0, question));
        if (question >= 0) {
            target.addEncoded(pathAndQuery.substring(question + 1));
        }
        return target;
    }

    /** Adds the parameters of a query that is encoded already. */
    Target addEncoded(String query) {
        for (String parameter : query.split("&", -1)) {
            if (!parameter.isEmpty()) {
                parameters.add(parameter);
            }
        }
        return this;
    }

    /** Adds a parameter; others of its name stay. */
    public Target add(String name, String value) {
        parameters.add(encoded(name) + "=" + encoded(value));
        return this;
    }

    /** Sets a parameter: it takes the place of others of its name, whose case does not matter. */
    public Target set(String name, String value) {
        String prefix = encoded(name) + "=";
        parameters.removeIf(p -> p.regionMatches(true, 0, prefix, 0, prefix.length()));
        return add(name, value);
    }

    /**
     * One path segment, percent-encoded. Empty and dot segments are refused: on the way they would vanish and leave a path
     * that means something else.
     *
     * @param what the text is, for the message
     */
    public static String segment(String text, String what) {
        if (Objects.requireNonNull(text, what).isBlank() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("'" + text + "' cannot be the " + what + " in a request over HTTP.");
        }
        return encoded(text);
    }

    /** Percent-encodes everything but letters, digits and {@code - _ . ~}, as UTF-8. */
    public static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || "-_.~".indexOf(b) >= 0;
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }
}
