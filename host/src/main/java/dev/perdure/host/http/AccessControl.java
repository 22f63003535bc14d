package dev.perdure.host.http;

import dev.perdure.host.links.LinkSigner;
import dev.perdure.host.links.LinkVerb;
import dev.perdure.host.links.LinkVerdict;
import dev.perdure.host.rules.BearerToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what at the webhook entrance: anything with the key, one thing with the code of a link. Thread-safe.
 *
 * <p>Immutable. Secrets are compared in constant time.
 */
public final class AccessControl {

    /** What these reuse policies do to a live instance, or show of it, goes beyond a link that starts. */
    private static final Set<String> BEYOND_A_START_LINK = Set.of("attach", "attachlive", "replace");

    private final byte @Nullable [] key;
    private final @Nullable LinkSigner signer;
    private final @Nullable String keyInUrls;

    /** The rules of one hub. */
    public AccessControl(String taskHub, LinkOptions options) {
        String given = options.key();
        this.key = given == null ? null : given.getBytes(StandardCharsets.UTF_8);
        this.signer = given == null ? null : LinkSigner.of(given, taskHub, options.valid(), options.clock());
        this.keyInUrls = options.keyInUrls() ? given : null;
    }

    private AccessControl(byte @Nullable [] key) {
        this.key = key;
        this.signer = null;
        this.keyInUrls = null;
    }

    /** The same key, and no link opens anything. */
    public AccessControl withoutLinks() {
        return new AccessControl(key);
    }

    /** Whether there is a key at all. */
    public boolean hasKey() {
        return key != null;
    }

    /**
     * What the caller of a management route may do.
     *
     * @throws ApiException 401 if it may not do what it asks
     */
    public Access access(ApiRequest request) {
        ApiPath path = ApiPath.parse(request.path()).orElse(null);
        if (key == null || path == null || path.entrance() == ApiPath.Entrance.RPC || showsKey(request)) {
            return Access.FULL;
        }
        LinkSigner links = signer;
        if (links == null) {
            throw missing();
        }
        QueryParameters query = QueryParameters.parse(request.query());
        String code = query.first("code").orElse("");
        Target target =
                target(Route.of(request.method(), path.segments()), query).orElseThrow(AccessControl::missing);
        return switch (links.check(code, target.verb(), target.instanceId())) {
            case LinkVerdict.Valid valid -> new Access(valid.expires());
            case LinkVerdict.Expired expired ->
                throw ApiException.unauthorized("This link has expired at " + expired.expired()
                        + ". Ask for a new one: whoever has the key gets it with the answer to a start.");
            case LinkVerdict.Wrong wrong -> throw missing();
        };
    }

    /**
     * Lets only callers pass who show the key itself.
     *
     * @throws ApiException 401 for others
     */
    public void requireKey(ApiRequest request) {
        if (key != null && !showsKey(request)) {
            throw missing();
        }
    }

    /** Whether the request shows the key itself; false if there is none. */
    boolean showsKey(ApiRequest request) {
        return isKey(request.header("x-functions-key"))
                || isKey(request.header("authorization").flatMap(BearerToken::of))
                || isKey(QueryParameters.parse(request.query()).first("code"));
    }

    private boolean isKey(Optional<String> given) {
        return key != null
                && given.isPresent()
                && MessageDigest.isEqual(key, given.get().getBytes(StandardCharsets.UTF_8));
    }

    /** What the links of an answer carry. Those made for a caller who came by a link last no longer than that one. */
    LinkCodes codes(Access access) {
        LinkSigner links = signer;
        if (links != null && access.linkExpires() != null) {
            return new LinkCodes(links.notBeyond(access.linkExpires()), null, LinkCodes.ALL);
        }
        return new LinkCodes(links, keyInUrls, LinkCodes.ALL);
    }

    /** What a link must open for this route; empty if no link opens it. */
    private static Optional<Target> target(Route route, QueryParameters query) {
        if (query.flag("recursive", false) || query.flag("cancel", false)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (route) {
                    case Route.Start start -> mayStart(query) ? new Target(LinkVerb.START, null) : null;
                    case Route.Status status -> new Target(LinkVerb.STATUS, status.instanceId());
                    case Route.Explain explain -> new Target(LinkVerb.STATUS, explain.instanceId());
                    case Route.ListInstances list -> new Target(LinkVerb.STATUS, null);
                    case Route.RaiseEvent raise -> new Target(LinkVerb.RAISE_EVENT, raise.instanceId());
                    case Route.Terminate terminate -> new Target(LinkVerb.TERMINATE, terminate.instanceId());
                    case Route.Suspend suspend -> new Target(LinkVerb.SUSPEND, suspend.instanceId());
                    case Route.Resume resume -> new Target(LinkVerb.RESUME, resume.instanceId());
                    case Route.Rewind rewind -> new Target(LinkVerb.REWIND, rewind.instanceId());
                    case Route.Restart restart -> new Target(LinkVerb.RESTART, restart.instanceId());
                    case Route.Purge purge -> new Target(LinkVerb.PURGE, purge.instanceId());
                    case Route.PurgeMany purge -> new Target(LinkVerb.PURGE, null);
                    case Route.EntityState state -> new Target(LinkVerb.ENTITIES, null);
                    case Route.SignalEntity signal -> new Target(LinkVerb.ENTITIES, null);
                    case Route.DeleteEntity delete -> new Target(LinkVerb.ENTITIES, null);
                    case Route.History history -> null;
                    case Route.ListEntities list -> null;
                    case Route.CleanEntities clean -> null;
                    case Route.MakePrimary primary -> null;
                    case Route.Waits waits -> null;
                    case Route.Binding binding -> null;
                    case Route.Workers workers -> null;
                    case Route.GivenUpWork list -> null;
                    case Route.None none -> null;
                });
    }

    private static boolean mayStart(QueryParameters query) {
        return query.all("idReuse").stream()
                .noneMatch(policy -> BEYOND_A_START_LINK.contains(policy.toLowerCase(Locale.ROOT)));
    }

    private static ApiException missing() {
        return ApiException.unauthorized(
                "The key is missing or wrong: send it as the query parameter code, the header x-functions-key or"
                        + " Authorization: Bearer. The code of a link opens only that link.");
    }

    /** A verb, and the instance it concerns if it is one. */
    private record Target(LinkVerb verb, @Nullable String instanceId) {}
}
