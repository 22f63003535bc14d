package dev.perdure.core;

import java.util.Locale;

/**
 * The address of an entity: {@code @name@key}. The name is in lower case, the key case-sensitive and possibly empty.
 * No orchestration instance has such an id, as theirs never begin with {@code @}. Immutable.
 *
 * @param name not empty, without {@code @}, in lower case
 * @param key any text without control characters
 */
public record EntityId(String name, String key) {

    /** The greatest number of UTF-16 characters in the whole id. */
    public static final int LENGTH_MAX = InstanceId.LENGTH_MAX;

    /**
     * Lower-cases the name.
     *
     * @throws InvalidInstanceIdException if that is no legal entity id; the message says which rule it breaks
     */
    public EntityId {
        name = name.toLowerCase(Locale.ROOT);
        String id = "@" + name + "@" + key;
        if (name.isEmpty()) {
            throw new InvalidInstanceIdException(id, "an entity's name must not be empty");
        }
        if (name.indexOf('@') >= 0) {
            throw new InvalidInstanceIdException(id, "an entity's name must not contain '@'");
        }
        if (id.length() > LENGTH_MAX) {
            throw new InvalidInstanceIdException(
                    id, "it has " + id.length() + " characters; at most " + LENGTH_MAX + " are allowed");
        }
        InstanceId.requireText(id);
    }

    /**
     * Reads {@code @name@key}.
     *
     * @throws InvalidInstanceIdException if it is not of that form
     */
    public static EntityId parse(String id) {
        int second = id.indexOf('@', 1);
        if (!isEntity(id) || second < 0) {
            throw new InvalidInstanceIdException(id, "an entity's id has the form '@name@key'");
        }
        return new EntityId(id.substring(1, second), id.substring(second + 1));
    }

    /** Whether an id is of an entity rather than of an orchestration instance. */
    public static boolean isEntity(String id) {
        return !id.isEmpty() && id.charAt(0) == '@';
    }

    /** The id as it travels: {@code @name@key}. */
    @Override
    public String toString() {
        return "@" + name + "@" + key;
    }
}
