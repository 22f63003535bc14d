package dev.perdure.host.http;

/** A request that is answered with an error: its status and what the error JSON says. Nothing was changed. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    private ApiException(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "ArgumentException", message);
    }

    static ApiException unauthorized(String message) {
        return new ApiException(401, "UnauthorizedException", message);
    }

    static ApiException forbidden(String message) {
        return new ApiException(403, "ForbiddenException", message);
    }

    static ApiException alreadyExists(String message) {
        return new ApiException(409, "OrchestrationAlreadyExistsException", message);
    }

    static ApiException wrongState(String message) {
        return new ApiException(409, "InvalidOperationException", message);
    }

    static ApiException gone(String message) {
        return new ApiException(410, "GoneException", message);
    }

    static ApiException tooLarge(String message) {
        return new ApiException(413, "PayloadTooLargeException", message);
    }

    static ApiException keyReused(String message) {
        return new ApiException(422, "IdempotencyKeyReusedException", message);
    }

    static ApiException notImplemented(String message) {
        return new ApiException(501, "NotImplementedException", message);
    }

    static ApiException unavailable(String message) {
        return new ApiException(503, "UnavailableException", message);
    }

    static ApiException unexpected(String message) {
        return new ApiException(500, "InternalErrorException", message);
    }

    /** The answer: the error JSON of the contract, with Retry-After where trying again is sensible. */
    ApiResponse response() {
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
