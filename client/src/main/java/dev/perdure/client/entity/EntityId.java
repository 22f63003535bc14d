package dev.perdure.client.entity;

import java.util.Locale;

/**
 * Names one entity: the name of its class of entities, in lower case, and its key, in the case given. Immutable.
 *
 * @param name not empty
 * @param key may be empty
 */
public record EntityId(String name, String key) {

    /** The greatest number of characters of the text form. */
    public static final int LENGTH_MAX = 256;

    /**
     * Makes the id; the name is lower-cased.
     *
     * @throws IllegalArgumentException if the name is empty or holds a {@code @}, one of the two holds a control character
     *     or one of {@code / \ # ?}, or both together are too long
     */
    public EntityId {
        name = name.toLowerCase(Locale.ROOT);
        if (name.isBlank() || name.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of an entity: it is empty or holds a '@'.");
        }
        requireLegal("name", name);
        requireLegal("key", key);
        if (name.length() + key.length() + 2 > LENGTH_MAX) {
            throw new IllegalArgumentException("Name and key of an entity have together "
                    + (name.length() + key.length()) + " characters; " + (LENGTH_MAX - 2) + " are allowed.");
        }
    }

    /**
     * Reads the text form {@code @name@key}; the key begins behind the second {@code @} and may hold more of them.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EntityId parse(String text) {
        int second = text.indexOf('@', 1);
        if (!text.startsWith("@") || second < 0) {
            throw new IllegalArgumentException("'" + text + "' is not an entity id: it should be @name@key.");
        }
        return new EntityId(text.substring(1, second), text.substring(second + 1));
    }

    private static void requireLegal(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("/\\#?".indexOf(c) >= 0 || Character.isISOControl(c)) {
                throw new IllegalArgumentException("The " + what + " '" + text
                        + "' of an entity holds a control character or one of / \\ # ? at position " + i + ".");
            }
        }
    }

    /** {@code @name@key}. */
    @Override
    public String toString() {
        return "@" + name + "@" + key;
    }
}
