package dev.perdure.client.scripted;

/** Bodies as hosts write them. Stateless. */
public final class Payloads {

    /** The base path of the management API. */
    public static final String BASE = "/runtime/webhooks/durabletask/";

    private Payloads() {}

    /**
     * The status of an instance.
     *
     * @param more fields, each with a comma behind it
     */
    public static String status(String id, String runtimeStatus, String more) {
        return "{" + more + "\"name\":\"Fulfil\",\"instanceId\":\"" + id + "\",\"runtimeStatus\":\"" + runtimeStatus
                + "\",\"createdTime\":\"2024-05-06T07:08:09Z\",\"lastUpdatedTime\":\"2024-05-06T07:08:09Z\"}";
    }

    /** The error of a host that is not Perdure. */
    public static String error(String exceptionType, String exceptionMessage) {
        return "{\"Message\":\"Something went wrong while processing the request\",\"ExceptionMessage\":\""
                + exceptionMessage + "\",\"ExceptionType\":\"" + exceptionType + "\",\"StackTrace\":\"   at X()\"}";
    }
}
