package dev.perdure.host.http;

import dev.perdure.host.rules.TagRules;
import java.util.Map;
import java.util.TreeMap;

/** The parameter {@code tag}, which repeats: each value is {@code NAME=VALUE}, split at the first {@code =}. */
final class Tags {

    private static final String PARAMETER = "tag";

    private Tags() {}

    /**
     * All tags of a query, by name.
     *
     * @throws ApiException 400 if one is malformed or if a name comes twice
     * @throws dev.perdure.host.rules.BrokenRuleException if they are too many or too long
     */
    static Map<String, String> of(QueryParameters query) {
        Map<String, String> tags = new TreeMap<>();
        for (String tag : query.all(PARAMETER)) {
            int equals = tag.indexOf('=');
            if (equals < 0) {
                throw ApiException.badRequest("The parameter tag must be NAME=VALUE, with '=' sent as %3D if need be.");
            }
            String name = tag.substring(0, equals);
            if (tags.put(name, tag.substring(equals + 1)) != null) {
                throw ApiException.badRequest("The tag '" + name + "' is given twice.");
            }
        }
        TagRules.requireValid(tags);
        return tags;
    }
}
