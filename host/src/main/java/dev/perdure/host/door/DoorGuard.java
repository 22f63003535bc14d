package dev.perdure.host.door;

import dev.perdure.host.Loopback;
import dev.perdure.host.http.AccessControl;
import dev.perdure.host.http.ApiException;
import dev.perdure.host.http.ApiPath;
import dev.perdure.host.http.ApiPath.Entrance;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who may come in. Loopback is not trust: a web page in a browser on this machine can post to it, a name server can give
 * its own name this machine's address, and a proxy makes every caller local. So Host, Origin and what the browser says
 * about the sender are checked on every request, and a request counts as local only if it comes from this machine, by
 * the name of this machine, and not forwarded. Immutable.
 */
final class DoorGuard {

    private static final Set<String> FORWARDING_HEADERS = Set.of(
            "forwarded",
            "via",
            "x-real-ip",
            "x-client-ip",
            "x-original-host",
            "x-original-forwarded-for",
            "x-cluster-client-ip",
            "x-envoy-external-address",
            "true-client-ip",
            "cf-connecting-ip");
    private static final String FORWARDING_PREFIX = "x-forwarded";

    private final String boundHost;
    private final boolean boundToLoopback;
    private final boolean asksForCertificates;
    private final Function<ApiRequest, AccessControl> accessOf;

    /**
     * A guard of one door.
     *
     * @param asksForCertificates whether every caller has shown a certificate that is trusted
     * @param accessOf who may do what in the hub that a request means
     */
    DoorGuard(String boundHost, boolean asksForCertificates, Function<ApiRequest, AccessControl> accessOf) {
        this.boundHost = stripBrackets(boundHost).toLowerCase(Locale.ROOT);
        this.boundToLoopback = Loopback.isLoopback(boundHost);
        this.asksForCertificates = asksForCertificates;
        this.accessOf = accessOf;
    }

    /** The refusal of a request whose body has not been read yet, or empty to let it in. */
    Optional<ApiResponse> refusal(ApiRequest request, boolean peerIsLoopback) {
        try {
            String host = hostOf(request.header("host").orElse(""));
            checkHost(host);
            checkSender(request);
            checkEntrance(request, peerIsLoopback && Loopback.isLoopback(host) && !isForwarded(request));
            return Optional.empty();
        } catch (ApiException e) {
            return Optional.of(e.response());
        }
    }

    private void checkHost(String host) {
        if (host.isEmpty()) {
            throw ApiException.forbidden("The request has no usable Host header.");
        }
        if (boundToLoopback && !Loopback.isLoopback(host) && !host.equals(boundHost)) {
            throw ApiException.forbidden("This host answers on loopback only; the Host header names another machine.");
        }
    }

    private static void checkSender(ApiRequest request) {
        String origin = request.header("origin").orElse(null);
        if (origin != null && !isOwn(origin, request.header("host").orElse(""))) {
            throw ApiException.forbidden("Requests from web pages of another origin are refused.");
        }
        String site = request.header("sec-fetch-site").orElse("none").toLowerCase(Locale.ROOT);
        if (!site.equals("none") && !site.equals("same-origin") && !isFollowedLink(request)) {
            throw ApiException.forbidden("Requests from web pages of another site are refused.");
        }
    }

    /** An HTTPS origin is the same host behind a proxy that ends TLS. */
    private static boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    /** A link somebody clicked: it shows its answer to the reader alone, and a GET changes nothing. */
    private static boolean isFollowedLink(ApiRequest request) {
        return request.method().equals("GET")
                && request.header("sec-fetch-mode").orElse("").equalsIgnoreCase("navigate")
                && request.header("sec-fetch-dest").orElse("").equalsIgnoreCase("document");
    }

    private void checkEntrance(ApiRequest request, boolean local) {
        Entrance entrance = ApiPath.entranceOf(request.path()).orElse(null);
        if (entrance == Entrance.RPC && !local) {
            throw ApiException.forbidden("The path " + ApiPath.RPC_BASE
                    + " is for programs on this machine; others use " + ApiPath.WEBHOOK_BASE + " with a key.");
        }
        boolean open = entrance == null && !request.path().startsWith("/metrics");
        if (open || entrance == Entrance.RPC) {
            return;
        }
        AccessControl access = accessOf.apply(request);
        if (!local && !access.hasKey() && !asksForCertificates) {
            throw ApiException.forbidden("Requests from beyond this machine need a key, and this host has none:"
                    + " set one with PERDURE_KEY or --key-file.");
        }
        if (entrance == Entrance.WEBHOOK) {
            access.access(request);
        } else if (!local) {
            access.requireKey(request);
        }
    }

    private static boolean isForwarded(ApiRequest request) {
        return request.headers().keySet().stream()
                .anyMatch(name -> FORWARDING_HEADERS.contains(name) || name.startsWith(FORWARDING_PREFIX));
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
