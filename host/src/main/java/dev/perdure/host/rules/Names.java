package dev.perdure.host.rules;

/** The rule for names that come from outside: orchestrators, events, versions, tags. */
public final class Names {

    /** The greatest number of characters in a name. */
    public static final int LENGTH_MAX = 256;

    private Names() {}

    /**
     * Refuses what cannot be a name.
     *
     * @param what what it is the name of, for the message
     * @throws BrokenRuleException if it is blank, too long, or has a control character
     */
    public static void requireValid(String what, String name) {
        if (name.isBlank() || name.length() > LENGTH_MAX) {
            throw new BrokenRuleException("The " + what + " must have 1 to " + LENGTH_MAX
                    + " characters and not be blank; it has " + name.length() + ".");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new BrokenRuleException("The " + what + " contains a control character.");
        }
    }
}
