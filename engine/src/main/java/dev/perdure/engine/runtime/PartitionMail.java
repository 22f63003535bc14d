package dev.perdure.engine.runtime;

import dev.perdure.engine.record.AcknowledgeMessages;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.ReceiveMessage;
import dev.perdure.engine.state.PartitionState;
import java.util.TreeMap;

/**
 * What a partition gets from others, over the hub's {@link Link}: their messages, and their acknowledgements of its own.
 *
 * <p>{@link #receive} is thread-safe; the rest is confined to the partition.
 */
final class PartitionMail {

    private final Partition partition;
    private final Hub hub;
    private final PartitionState state;
    /** By source: up to where the messages taken since the last batch go. */
    private final TreeMap<Integer, Long> acknowledgements = new TreeMap<>();

    PartitionMail(Partition partition, Hub hub, PartitionState state) {
        this.partition = partition;
        this.hub = hub;
        this.state = state;
    }

    void receive(int source, long sequence, Message message) {
        hub.link()
                .carry(
                        source,
                        partition.index(),
                        () -> partition.inbox().post(taker -> {
                            taker.submit(Command.newBuilder()
                                    .setReceiveMessage(ReceiveMessage.newBuilder()
                                            .setSource(source)
                                            .setSequence(sequence)
                                            .setMessage(message)));
                            acknowledgements.put(source, state.received(source));
                        }));
    }

    /** Once what was taken is durable, its senders hear of it. */
    void acknowledge() {
        acknowledgements.forEach((source, upTo) ->
                partition.afterCommit(() -> hub.partition(source).mail().acknowledged(partition.index(), upTo)));
        acknowledgements.clear();
    }

    private void acknowledged(int destination, long upTo) {
        hub.link()
                .carry(
                        destination,
                        partition.index(),
                        () -> partition
                                .inbox()
                                .post(taker -> taker.submit(Command.newBuilder()
                                        .setAcknowledgeMessages(AcknowledgeMessages.newBuilder()
                                                .setDestination(destination)
                                                .setUpTo(upTo)))));
    }
}
