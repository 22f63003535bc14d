package dev.perdure.host.http;

/** A request that is answered with an error: its status and what the error JSON says. Nothing was changed. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    private ApiException(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    /** 400: the request cannot be what its sender meant. */
    public static ApiException badRequest(String message) {
        return new ApiException(400, "ArgumentException", message);
    }

    /** 401: the key or the code of a link is missing, wrong or expired. */
    public static ApiException unauthorized(String message) {
        return new ApiException(401, "UnauthorizedException", message);
    }

    /** 403: the request comes from where it may not. */
    public static ApiException forbidden(String message) {
        return new ApiException(403, "ForbiddenException", message);
    }

    /** 404: there is no task hub of the name. */
    public static ApiException unknownHub(String message) {
        return new ApiException(404, "TaskHubNotFoundException", message);
    }

    /** 409: the instance id is taken. */
    public static ApiException alreadyExists(String message) {
        return new ApiException(409, "OrchestrationAlreadyExistsException", message);
    }

    /** 409: the instance is in a status in which this cannot be done. */
    public static ApiException wrongState(String message) {
        return new ApiException(409, "InvalidOperationException", message);
    }

    /** 410: what the request refers to is no longer known. */
    public static ApiException gone(String message) {
        return new ApiException(410, "GoneException", message);
    }

    /** 413: beyond a limit of size. */
    public static ApiException tooLarge(String message) {
        return new ApiException(413, "PayloadTooLargeException", message);
    }

    /** 422: the idempotency key came with another request before. */
    public static ApiException keyReused(String message) {
        return new ApiException(422, "IdempotencyKeyReusedException", message);
    }

    /** 503: try again later. */
    public static ApiException unavailable(String message) {
        return new ApiException(503, "UnavailableException", message);
    }

    /** 500: a fault of the host. */
    public static ApiException unexpected(String message) {
        return new ApiException(500, "InternalErrorException", message);
    }

    /** The answer: the error JSON of the contract, with Retry-After where trying again is sensible. */
    public ApiResponse response() {
        ApiResponse response = ApiResponse.json(status, errorJson());
        return status == 503 ? response.with("Retry-After", "1") : response;
    }

    private byte[] errorJson() {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("Message", getMessage());
            json.writeStringField("ExceptionMessage", getMessage());
            json.writeStringField("ExceptionType", type);
            json.writeNullField("StackTrace");
            json.writeEndObject();
        });
    }
}
