package dev.perdure.host.http;

import java.util.Map;
import java.util.TreeMap;

/** The parameter {@code tag}, which repeats: each value is {@code NAME=VALUE}, split at the first {@code =}. */
final class Tags {

    /** The greatest number of tags of an instance. */
    static final int TAGS_MAX = 64;

    /** The greatest number of characters in a tag's value. */
    static final int VALUE_LENGTH_MAX = 1_024;

    private static final String PARAMETER = "tag";

    private Tags() {}

    /**
     * All tags of a query, by name.
     *
     * @throws ApiException 400 if one is malformed or too long, if a name comes twice, or if there are too many
     */
    static Map<String, String> of(QueryParameters query) {
        Map<String, String> tags = new TreeMap<>();
        for (String tag : query.all(PARAMETER)) {
            int equals = tag.indexOf('=');
            if (equals < 0) {
                throw ApiException.badRequest("The parameter tag must be NAME=VALUE, with '=' sent as %3D if need be.");
            }
            String name = tag.substring(0, equals);
            String value = tag.substring(equals + 1);
            Names.requireValid("tag name", name);
            if (value.length() > VALUE_LENGTH_MAX) {
                throw ApiException.badRequest("The value of the tag '" + name + "' has " + value.length()
                        + " characters; at most " + VALUE_LENGTH_MAX + " are allowed.");
            }
            if (tags.put(name, value) != null) {
                throw ApiException.badRequest("The tag '" + name + "' is given twice.");
            }
        }
        if (tags.size() > TAGS_MAX) {
            throw ApiException.badRequest("There are " + tags.size() + " tags; at most " + TAGS_MAX + " are allowed.");
        }
        return tags;
    }
}
