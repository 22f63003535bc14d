package dev.perdure.host.http;

import dev.perdure.engine.IdReuse;
import dev.perdure.host.rules.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the query of a start says beyond the contract's waiting. Immutable.
 *
 * @param version the orchestrator's version, or null
 * @param startTime not before this time, or null for now
 * @param reuse what happens if the id is taken
 * @param tags free labels
 */
record StartParameters(@Nullable String version, @Nullable Instant startTime, IdReuse reuse, Map<String, String> tags) {

    /**
     * Reads them.
     *
     * @throws ApiException 400 if one of Perdure's own does not fit; nothing is ignored here, as nobody relies on that
     */
    static StartParameters of(QueryParameters query) {
        String version = query.text("version").orElse(null);
        if (version != null) {
            Names.requireValid("version", version);
        }
        return new StartParameters(
                version, query.requiredInstant("startTime").orElse(null), reuse(query.text("idReuse")), Tags.of(query));
    }

    /** Everything here that decides what the start does, for telling a repeat from another request. */
    List<String> effect() {
        List<String> effect = new ArrayList<>();
        effect.add(version == null ? "" : version);
        effect.add(startTime == null ? "" : startTime.toString());
        effect.add(
                reuse.onConflict() + " " + reuse.replaceable().stream().sorted().toList());
        tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tag -> effect.add(tag.getKey() + "=" + tag.getValue()));
        return effect;
    }

    private static IdReuse reuse(Optional<String> policy) {
        return switch (policy.orElse("replaceTerminal").toLowerCase(Locale.ROOT)) {
            case "replaceterminal" -> IdReuse.DEFAULT;
            case "reject" -> IdReuse.REJECT_ANY;
            case "attach" -> IdReuse.ATTACH;
            case "attachlive" -> IdReuse.ATTACH_LIVE;
            case "replace" -> IdReuse.REPLACE_ANY;
            default ->
                throw ApiException.badRequest(
                        "idReuse must be reject, attach, attachLive, replace or replaceTerminal, not '"
                                + policy.orElse("") + "'.");
        };
    }
}
