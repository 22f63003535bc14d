package dev.perdure.host.http;

import dev.perdure.host.Loopback;
import dev.perdure.host.http.ApiPath.Entrance;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. Loopback is not trust: a web page in a browser on this machine can post to it, and a proxy makes
 * every caller local; so Host and Origin are checked on every request and forwarded requests count as remote.
 * Immutable.
 */
final class DoorGuard {

    private static final Set<String> FORWARDING_HEADERS =
            Set.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip");

    private final String boundHost;
    private final boolean boundToLoopback;
    private final byte @Nullable [] key;

    DoorGuard(String boundHost, @Nullable String key) {
        this.boundHost = stripBrackets(boundHost).toLowerCase(Locale.ROOT);
        this.boundToLoopback = Loopback.isLoopback(boundHost);
        this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    /** The refusal of a request whose body has not been read yet, or empty to let it in. */
    Optional<ApiResponse> refusal(ApiRequest request, boolean peerIsLoopback) {
        try {
            checkHost(request);
            checkOrigin(request);
            checkEntrance(request, peerIsLoopback && !isForwarded(request));
            return Optional.empty();
        } catch (ApiException e) {
            return Optional.of(e.response());
        }
    }

    private void checkHost(ApiRequest request) {
        String host = hostOf(request.header("host").orElse(""));
        if (host.isEmpty()) {
            throw ApiException.forbidden("The request has no usable Host header.");
        }
        if (boundToLoopback && !Loopback.isLoopback(host) && !host.equals(boundHost)) {
            throw ApiException.forbidden("This host answers on loopback only; the Host header names another machine.");
        }
    }

    private static void checkOrigin(ApiRequest request) {
        String origin = request.header("origin").orElse(null);
        if (origin != null && !origin.equalsIgnoreCase(request.origin())) {
            throw ApiException.forbidden("Requests from web pages of another origin are refused.");
        }
    }

    private void checkEntrance(ApiRequest request, boolean local) {
        Optional<Entrance> entrance = ApiPath.entranceOf(request.path());
        if (entrance.isPresent() && entrance.get() == Entrance.RPC) {
            if (!local) {
                throw ApiException.forbidden("The path " + ApiPath.RPC_BASE
                        + " is for programs on this machine; others use " + ApiPath.WEBHOOK_BASE + " with a key.");
            }
        } else if (entrance.isPresent()) {
            checkKey(request, local);
        } else if (!local && request.path().startsWith("/metrics")) {
            checkKey(request, false);
        }
    }

    private void checkKey(ApiRequest request, boolean local) {
        if (key == null) {
            if (!local) {
                throw ApiException.forbidden("Requests from beyond this machine need a key, and this host has none:"
                        + " set one with --key or PERDURE_KEY.");
            }
            return;
        }
        String given = request.header("x-functions-key")
                .or(() -> QueryParameters.parse(request.query()).first("code"))
                .orElse("");
        if (!MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8))) {
            throw ApiException.unauthorized(
                    "The key is missing or wrong: send it as the query parameter code or the header x-functions-key.");
        }
    }

    private static boolean isForwarded(ApiRequest request) {
        return FORWARDING_HEADERS.stream().anyMatch(request.headers()::containsKey);
    }

    /** The host part of a Host header, lower case, without brackets; empty if the header is malformed. */
    private static String hostOf(String authority) {
        try {
            String host = new URI("http://" + authority).getHost();
            return host == null ? "" : stripBrackets(host).toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String stripBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
