package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import java.util.List;
import java.util.TreeMap;

/**
 * The chunks of one answer to a turn that came so far. A chunk that comes again, as it does when its acknowledgement was
 * lost, counts once. Bounded: of an answer larger than {@link #BYTES_MAX} nothing is kept.
 *
 * <p>Confined to its partition.
 */
final class AnswerChunks {

    /** Encoded bytes of all chunks of an answer but the last. */
    static final long BYTES_MAX = 128L << 20;

    /** Why an instance is suspended whose turn was answered with more. */
    static final String TOO_LARGE = "The answer to a turn of this instance, sent in chunks, had more than "
            + (BYTES_MAX >> 20) + " MiB. Let the orchestrator do less in one turn, or keep large data elsewhere; then "
            + "resume the instance.";

    private final TreeMap<Integer, List<OrchestratorAction>> byIndex = new TreeMap<>();
    private long bytes;

    /** Takes a chunk; one without an index follows those that came before it. */
    @SuppressWarnings("deprecation") // deprecated in the protocol, yet still sent for answers of over 3.9 MB
    void add(OrchestratorResponse chunk) {
        int index = chunk.hasChunkIndex()
                ? chunk.getChunkIndex().getValue()
                : byIndex.isEmpty() ? 0 : byIndex.lastKey() + 1;
        if (isTooLarge() || byIndex.containsKey(index)) {
            return;
        }
        bytes += chunk.getSerializedSize();
        if (isTooLarge()) {
            byIndex.clear();
        } else {
            byIndex.put(index, chunk.getActionsList());
        }
    }

    /** Whether it was more than is taken. */
    boolean isTooLarge() {
        return bytes > BYTES_MAX;
    }

    /** The actions of all chunks, in the order of these. */
    List<OrchestratorAction> actions() {
        return byIndex.values().stream().flatMap(List::stream).toList();
    }
}
