package dev.perdure.host.rules;

import java.util.Map;

/** The rules for the tags of an instance. */
public final class TagRules {

    /** The greatest number of tags of an instance. */
    public static final int TAGS_MAX = 64;

    /** The greatest number of characters in a tag's value. */
    public static final int VALUE_LENGTH_MAX = 1_024;

    private TagRules() {}

    /**
     * Refuses tags that are too many, or one that is malformed.
     *
     * @throws BrokenRuleException if a rule is broken
     */
    public static void requireValid(Map<String, String> tags) {
        if (tags.size() > TAGS_MAX) {
            throw new BrokenRuleException("There are " + tags.size() + " tags; at most " + TAGS_MAX + " are allowed.");
        }
        tags.forEach((name, value) -> {
            Names.requireValid("tag name", name);
            if (value.length() > VALUE_LENGTH_MAX) {
                throw new BrokenRuleException("The value of the tag '" + name + "' has " + value.length()
                        + " characters; at most " + VALUE_LENGTH_MAX + " are allowed.");
            }
        });
    }
}
