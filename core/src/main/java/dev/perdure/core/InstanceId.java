package dev.perdure.core;

import java.util.HexFormat;
import java.util.UUID;

/**
 * The rules of instance ids. An instance id names one orchestration instance within a task hub: 1 to
 * {@value #LENGTH_MAX} characters, not beginning with {@code @} (those name entities), without {@code / \ # ?} and
 * without control characters (source: the Durable Functions HTTP contract). Ids travel as plain strings; this class
 * checks them at the doors and makes new ones.
 *
 * <p>Thread-safe: stateless.
 */
public final class InstanceId {

    /** The greatest number of UTF-16 characters in an instance id. */
    public static final int LENGTH_MAX = 256;

    private InstanceId() {}

    /** Returns a new random id: 32 lower-case hex digits. */
    public static String random() {
        UUID uuid = UUID.randomUUID();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(uuid.getMostSignificantBits()) + hex.toHexDigits(uuid.getLeastSignificantBits());
    }

    /**
     * Returns {@code id} if it is a legal instance id.
     *
     * @throws InvalidInstanceIdException if it is not; the message says which rule it breaks
     */
    public static String requireValid(String id) {
        if (id.isEmpty()) {
            throw new InvalidInstanceIdException(id, "it is empty");
        }
        if (id.length() > LENGTH_MAX) {
            throw new InvalidInstanceIdException(
                    id, "it has " + id.length() + " characters; at most " + LENGTH_MAX + " are allowed");
        }
        if (id.charAt(0) == '@') {
            throw new InvalidInstanceIdException(id, "it begins with '@', which is reserved for entities");
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c == '/' || c == '\\' || c == '#' || c == '?') {
                throw new InvalidInstanceIdException(id, "it contains '" + c + "'");
            }
        }
        requireText(id);
        return id;
    }

    /** What no id may contain, as no key of a store could hold it unambiguously. */
    static void requireText(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.isISOControl(c)) {
                throw new InvalidInstanceIdException(id, "it contains a control character at position " + i);
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == id.length()
                        || !Character.isLowSurrogate(id.charAt(i + 1))) {
                    throw new InvalidInstanceIdException(id, "it contains half a character at position " + i);
                }
                i++;
            }
        }
    }
}
