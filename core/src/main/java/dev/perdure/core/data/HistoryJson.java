package dev.perdure.core.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perdure.core.protocol.HistoryEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Histories as JSON: an array of events, each in the JSON form that the protocol's messages have by the rules of their
 * language ({@code proto3}), so that other programs read them too. Thread-safe.
 */
public final class HistoryJson {

    private static final String EVENTS = "events";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private HistoryJson() {}

    /** Writes events, oldest first, on one line each. */
    public static String write(List<HistoryEvent> events) {
        StringBuilder text = new StringBuilder("[");
        for (HistoryEvent event : events) {
            text.append(text.length() == 1 ? "\n" : ",\n").append(MessageJson.node(event));
        }
        return text.append("\n]").toString();
    }

    /**
     * Reads events from an array, or from an object that has an array {@code events}. Fields this version does not know
     * are left out.
     *
     * @throws IllegalArgumentException if it is neither, or an event is malformed; the message says which one
     */
    public static List<HistoryEvent> read(String json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The history is not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode array = root instanceof ObjectNode ? root.path(EVENTS) : root;
        if (!(array instanceof ArrayNode)) {
            throw new IllegalArgumentException(
                    "The history is neither an array of events nor an object with an array '" + EVENTS + "'.");
        }
        List<HistoryEvent> events = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            try {
                HistoryEvent.Builder event = HistoryEvent.newBuilder();
                MessageJson.merge(event, node);
                events.add(event.build());
            } catch (IllegalArgumentException | java.time.DateTimeException e) {
                throw new IllegalArgumentException(
                        "Event " + (events.size() + 1) + " of the history cannot be read: " + e.getMessage(), e);
            }
        }
        return events;
    }
}
