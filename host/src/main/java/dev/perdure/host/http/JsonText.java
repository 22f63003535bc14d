package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON text in and out, without a tree: bodies are checked and passed on as they are. Thread-safe: stateless. */
final class JsonText {

    // Strings are bounded by the payload limit of the door, not here. Nesting is bounded at Jackson's 1,000.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build();

    private JsonText() {}

    /** Writes one JSON document. */
    static byte[] write(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing JSON into memory failed.", e);
        }
        return out.toByteArray();
    }

    /**
     * The text of a body that must be one JSON value.
     *
     * @throws ApiException 400 if it is not UTF-8 or not exactly one JSON value
     */
    static String requireJson(byte[] body) {
        String text = utf8(body);
        try {
            check(text);
            return text;
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("The body is not valid JSON: " + e.getOriginalMessage() + where(e) + ".");
        } catch (IOException e) {
            throw new UncheckedIOException("Reading JSON from memory failed.", e);
        }
    }

    /**
     * A JSON string with the text of a body.
     *
     * @throws ApiException 400 if it is not UTF-8
     */
    static String quoted(byte[] body) {
        String text = utf8(body);
        return new String(write(json -> json.writeString(text)), StandardCharsets.UTF_8);
    }

    /**
     * Reads a body token by token.
     *
     * @throws ApiException 400 if it is not JSON as far as it is read
     */
    static void read(byte[] body, Reading reading) {
        try (JsonParser parser = FACTORY.createParser(body)) {
            reading.from(parser);
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("The body is not valid JSON: " + e.getOriginalMessage() + where(e) + ".");
        } catch (IOException e) {
            throw ApiException.badRequest("The body is not valid JSON: " + e.getMessage() + ".");
        }
    }

    /** Whether the text is exactly one JSON value. */
    static boolean isJson(String text) {
        if (!mayBeJson(text)) {
            return false;
        }
        try {
            check(text);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Reading JSON from memory failed.", e);
        }
    }

    /** Writes a stored payload by the contract's rule: JSON as it is, other text as a JSON string, none as null. */
    static void writePayload(JsonGenerator json, @Nullable String text) throws IOException {
        if (text == null) {
            json.writeNull();
        } else if (text.isBlank()) {
            json.writeString("");
        } else if (isJson(text)) {
            json.writeRawValue(text);
        } else {
            json.writeString(text);
        }
    }

    private static void check(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "there is no value");
            }
            parser.skipChildren();
            // Reads lazily parsed text to its end too, so that a broken string cannot pass.
            parser.finishToken();
            if (parser.nextToken() != null) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "text follows the value");
            }
        }
    }

    /** A cheap look at the first character that is not white space: most failure texts are no JSON at first sight. */
    private static boolean mayBeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return c == '{'
                        || c == '['
                        || c == '"'
                        || c == '-'
                        || (c >= '0' && c <= '9')
                        || c == 't'
                        || c == 'f'
                        || c == 'n';
            }
        }
        return false;
    }

    private static String utf8(byte[] body) {
        int from =
                body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF ? 3 : 0;
        String text = new String(body, from, body.length - from, StandardCharsets.UTF_8);
        // The replacement character is rare: only then is the slow strict check worth it.
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            } catch (CharacterCodingException e) {
                throw ApiException.badRequest("The body is not UTF-8 text.");
            }
        }
        return text;
    }

    private static String where(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** Writes into a generator. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** Reads from a parser that stands before the first token. */
    @FunctionalInterface
    interface Reading {
        void from(JsonParser json) throws IOException;
    }
}
