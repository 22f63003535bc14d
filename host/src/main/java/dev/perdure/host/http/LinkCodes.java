package dev.perdure.host.http;

import dev.perdure.host.links.LinkSigner;
import dev.perdure.host.links.LinkVerb;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the links of one answer carry as {@code code}: nothing, signed codes, or the key itself. Immutable.
 *
 * @param signer makes the codes, or null for none
 * @param key the key itself, or null if it stays out of links
 * @param verbs the verbs that links may open; the others get no code
 */
record LinkCodes(@Nullable LinkSigner signer, @Nullable String key, Set<LinkVerb> verbs) {

    static final Set<LinkVerb> ALL = Set.of(LinkVerb.values());

    LinkCodes {
        verbs = Set.copyOf(verbs);
    }

    /** The same codes for one verb only. */
    LinkCodes only(LinkVerb verb) {
        return new LinkCodes(signer, key, Set.of(verb));
    }

    /** {@code code=…} for a link, or empty if it carries none; a null id means every instance. */
    String parameter(LinkVerb verb, @Nullable String instanceId) {
        if (key != null) {
            return "code=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
        }
        return signer == null || !verbs.contains(verb) ? "" : "code=" + signer.code(verb, instanceId);
    }
}
