package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.perdure.core.InstanceId;
import dev.perdure.host.waiting.WaitQuestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of a long poll. */
final class WaitBody {

    private static final int SESSION_CHARACTERS_MAX = 100;

    private String session = "";
    private long number;
    private boolean full;
    private final List<String> completion = new ArrayList<>();
    private final List<String> start = new ArrayList<>();
    private final List<String> drop = new ArrayList<>();

    private WaitBody() {}

    /**
     * The question in a body. Unknown fields are skipped.
     *
     * @throws ApiException 400 if it is not such a JSON object
     * @throws dev.perdure.core.InvalidInstanceIdException if an id cannot be one
     */
    static WaitQuestion parse(byte[] body) {
        WaitBody read = new WaitBody();
        JsonText.read(body, read::readObject);
        if (read.session.isBlank() || read.session.length() > SESSION_CHARACTERS_MAX) {
            throw ApiException.badRequest(
                    "The body needs a \"session\" of 1 to " + SESSION_CHARACTERS_MAX + " characters.");
        }
        return new WaitQuestion(read.session, read.number, read.full, read.completion, read.start, read.drop);
    }

    private void readObject(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw ApiException.badRequest("The body must be a JSON object.");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "session" -> session = text(field, json, value);
                case "number" -> number = number(json, value);
                case "full" -> full = flag(field, value);
                case "completion" -> ids(field, json, value, completion);
                case "start" -> ids(field, json, value, start);
                case "drop" -> ids(field, json, value, drop);
                default -> json.skipChildren();
            }
        }
    }

    private static String text(String field, JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw ApiException.badRequest("\"" + field + "\" must be a text.");
        }
        return json.getText();
    }

    private static long number(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw ApiException.badRequest("\"number\" must be a whole number of 64 bits.");
        }
        return json.getLongValue();
    }

    private static boolean flag(String field, JsonToken value) {
        if (!value.isBoolean()) {
            throw ApiException.badRequest("\"" + field + "\" must be true or false.");
        }
        return value == JsonToken.VALUE_TRUE;
    }

    private static void ids(String field, JsonParser json, JsonToken value, List<String> into) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw ApiException.badRequest("\"" + field + "\" must be a list of instance ids.");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            into.add(InstanceId.requireValid(text(field, json, json.currentToken())));
        }
    }
}
