package dev.perdure.host.http;

/** The rule for names that come from outside: orchestrators and events. */
final class Names {

    /** The greatest number of characters in a name. */
    static final int LENGTH_MAX = 256;

    private Names() {}

    static void requireValid(String what, String name) {
        if (name.isBlank() || name.length() > LENGTH_MAX) {
            throw ApiException.badRequest("The " + what + " must have 1 to " + LENGTH_MAX
                    + " characters and not be blank; it has " + name.length() + ".");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw ApiException.badRequest("The " + what + " contains a control character.");
        }
    }
}
