package dev.perdure.core;

/** Thrown where an instance id enters and breaks a rule of {@link InstanceId}. Nothing was stored. */
public final class InvalidInstanceIdException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN_MAX = 64;

    InvalidInstanceIdException(String id, String why) {
        super("The instance id '" + shown(id) + "' is not allowed: " + why + ".");
    }

    private static String shown(String id) {
        String cut = id.length() <= SHOWN_MAX ? id : id.substring(0, SHOWN_MAX) + "…";
        return cut.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
