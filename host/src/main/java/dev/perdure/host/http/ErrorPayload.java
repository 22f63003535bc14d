package dev.perdure.host.http;

/** The error JSON of the contract: {@code Message}, {@code ExceptionMessage}, {@code ExceptionType}, {@code StackTrace}. */
final class ErrorPayload {

    private ErrorPayload() {}

    static byte[] of(String type, String message) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("Message", message);
            json.writeStringField("ExceptionMessage", message);
            json.writeStringField("ExceptionType", type);
            json.writeNullField("StackTrace");
            json.writeEndObject();
        });
    }
}
