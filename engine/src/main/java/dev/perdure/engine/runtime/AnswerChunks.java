package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import java.util.List;
import java.util.TreeMap;

/**
 * The chunks of one answer to a turn that came so far. A chunk that comes again, as it does when its acknowledgement was
 * lost, counts once.
 *
 * <p>Confined to its partition.
 */
final class AnswerChunks {

    private final TreeMap<Integer, List<OrchestratorAction>> byIndex = new TreeMap<>();

    /** Takes a chunk; one without an index follows those that came before it. */
    @SuppressWarnings("deprecation") // deprecated in the protocol, yet still sent for answers of over 3.9 MB
    void add(OrchestratorResponse chunk) {
        int index = chunk.hasChunkIndex()
                ? chunk.getChunkIndex().getValue()
                : byIndex.isEmpty() ? 0 : byIndex.lastKey() + 1;
        byIndex.putIfAbsent(index, chunk.getActionsList());
    }

    /** The actions of all chunks, in the order of these. */
    List<OrchestratorAction> actions() {
        return byIndex.values().stream().flatMap(List::stream).toList();
    }
}
