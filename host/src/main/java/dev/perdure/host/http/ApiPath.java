package dev.perdure.host.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The path of a management request: which of the two entrances it came by, and its decoded segments. Immutable.
 *
 * @param entrance webhook or RPC
 * @param segments percent-decoded; leading and trailing slashes do not count
 */
public record ApiPath(Entrance entrance, List<String> segments) {

    /** Where anyone who has the key comes in. */
    public static final String WEBHOOK_BASE = "/runtime/webhooks/durabletask";

    /** Where programs on this machine come in. */
    public static final String RPC_BASE = "/durabletask";

    /** What decoding puts where the bytes are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final String REPLACEMENT_ENCODED = "%EF%BF%BD";

    public ApiPath {
        segments = List.copyOf(segments);
    }

    /** The two entrances of the contract; both serve the same routes. */
    public enum Entrance {
        /** For anyone who has the key. */
        WEBHOOK,
        /** For programs on this machine only. */
        RPC
    }

    /** Which entrance a path as it came belongs to; empty if it is no management path. */
    public static Optional<Entrance> entranceOf(String path) {
        if (isUnder(path, WEBHOOK_BASE)) {
            return Optional.of(Entrance.WEBHOOK);
        }
        return isUnder(path, RPC_BASE) ? Optional.of(Entrance.RPC) : Optional.empty();
    }

    /**
     * Reads a path as it came; empty if it is no management path.
     *
     * @throws ApiException 400 if it is not properly percent-encoded
     */
    public static Optional<ApiPath> parse(String path) {
        return entranceOf(path).map(entrance -> {
            String base = entrance == Entrance.WEBHOOK ? WEBHOOK_BASE : RPC_BASE;
            return new ApiPath(entrance, segments(path.substring(base.length())));
        });
    }

    private static boolean isUnder(String path, String base) {
        return path.regionMatches(true, 0, base, 0, base.length())
                && (path.length() == base.length() || path.charAt(base.length()) == '/');
    }

    private static List<String> segments(String rest) {
        int from = 0;
        int to = rest.length();
        while (from < to && rest.charAt(from) == '/') {
            from++;
        }
        while (to > from && rest.charAt(to - 1) == '/') {
            to--;
        }
        List<String> segments = new ArrayList<>();
        if (from < to) {
            for (String segment : rest.substring(from, to).split("/", -1)) {
                segments.add(decode(segment));
            }
        }
        return segments;
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            String text = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (text.indexOf(REPLACEMENT) >= 0 && !segment.toUpperCase(Locale.ROOT).contains(REPLACEMENT_ENCODED)) {
                throw ApiException.badRequest("The path is not UTF-8 text: '" + segment + "'.");
            }
            return text;
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("The path is not properly percent-encoded: '" + segment + "'.");
        }
    }
}
