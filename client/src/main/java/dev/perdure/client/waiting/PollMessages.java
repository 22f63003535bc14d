package dev.perdure.client.waiting;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The long poll as it travels. Stateless. */
final class PollMessages {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** The instances an answer names. Immutable. */
    record Answer(List<String> ended, List<String> started, List<String> missing) {
        Answer {
            ended = List.copyOf(ended);
            started = List.copyOf(started);
            missing = List.copyOf(missing);
        }
    }

    private PollMessages() {}

    static byte[] write(String session, Question question) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("session", session);
            json.writeNumberField("number", question.number());
            json.writeBooleanField("full", question.full());
            write(json, "completion", question.ended());
            write(json, "start", question.started());
            write(json, "drop", question.drop());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing JSON into memory failed.", e);
        }
        return out.toByteArray();
    }

    /** The answer in a body; empty if it is not one. */
    static Optional<Answer> read(byte[] body) {
        List<String> ended = null;
        List<String> started = List.of();
        List<String> missing = List.of();
        try (JsonParser json = FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "ended" -> ended = ids(json);
                    case "started" -> started = ids(json);
                    case "missing" -> missing = ids(json);
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return ended == null ? Optional.empty() : Optional.of(new Answer(ended, started, missing));
    }

    private static void write(JsonGenerator json, String name, List<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (String id : ids) {
            json.writeString(id);
        }
        json.writeEndArray();
    }

    private static List<String> ids(JsonParser json) throws IOException {
        List<String> ids = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return ids;
        }
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            ids.add(json.getText());
        }
        return ids;
    }
}
