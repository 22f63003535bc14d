package dev.perdure.engine.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import dev.perdure.engine.storage.StorageException;
import java.util.List;

/**
 * The history that goes with a turn: whole, left to be streamed because it is long, or left out because the worker holds
 * the instance live. Immutable.
 */
final class TurnHistory {

    private enum Form {
        WHOLE,
        STREAMED,
        OMITTED
    }

    private static final TurnHistory STREAMED = new TurnHistory(Form.STREAMED, List.of());
    private static final TurnHistory OMITTED = new TurnHistory(Form.OMITTED, List.of());

    private final Form form;
    private final List<ByteString> events;

    private TurnHistory(Form form, List<ByteString> events) {
        this.form = form;
        this.events = events;
    }

    /** All of it, in whichever way the worker takes so much. */
    static TurnHistory whole(PartitionState state, InstanceState instance, MessageSizes sizes) {
        if (instance.position() == 0) {
            return new TurnHistory(Form.WHOLE, List.of());
        }
        List<ByteString> events = state.historyWithin(instance, sizes.historyMax());
        return events == null ? STREAMED : new TurnHistory(Form.WHOLE, events);
    }

    /** None of it. */
    static TurnHistory omitted() {
        return OMITTED;
    }

    boolean isOmitted() {
        return form == Form.OMITTED;
    }

    /** Whether the worker asks for it, and then gets what is committed. */
    boolean isStreamed() {
        return form == Form.STREAMED;
    }

    /** Encoded bytes that travel with the turn. */
    long bytes() {
        return events.stream().mapToLong(ByteString::size).sum();
    }

    /**
     * Adds the history as it is stored. For another process the encoded events travel as fields this message does not
     * parse: on the wire they are the same bytes, without being decoded and encoded again.
     */
    void addTo(OrchestratorRequest.Builder request, boolean remote) {
        if (form == Form.STREAMED) {
            request.setRequiresHistoryStreaming(true);
        } else if (remote && !events.isEmpty()) {
            UnknownFieldSet.Field.Builder encoded = UnknownFieldSet.Field.newBuilder();
            events.forEach(encoded::addLengthDelimited);
            request.setUnknownFields(UnknownFieldSet.newBuilder()
                    .addField(OrchestratorRequest.PASTEVENTS_FIELD_NUMBER, encoded.build())
                    .build());
        } else {
            events.forEach(event -> request.addPastEvents(parsed(request.getInstanceId(), event)));
        }
    }

    private static HistoryEvent parsed(String instanceId, ByteString event) {
        try {
            return HistoryEvent.parseFrom(event);
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    "The store is damaged: the history of instance " + instanceId
                            + " cannot be read. Restore a backup.",
                    e);
        }
    }
}
