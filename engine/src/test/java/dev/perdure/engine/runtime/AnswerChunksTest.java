package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.ScheduleTaskAction;
import org.junit.jupiter.api.Test;

class AnswerChunksTest {

    private static final String MEBIBYTE = "x".repeat(1 << 20);

    @Test
    void aChunkThatComesTwiceCountsOnceAndOrderIsThatOfTheIndexes() {
        AnswerChunks chunks = new AnswerChunks();

        chunks.add(chunk(1, "b"));
        chunks.add(chunk(0, "a"));
        chunks.add(chunk(1, "b"));

        assertThat(chunks.actions())
                .extracting(action -> action.getScheduleTask().getName())
                .containsExactly("a", "b");
        assertThat(chunks.isTooLarge()).isFalse();
    }

    @Test
    void ofAnAnswerThatIsTooLargeNothingIsKept() {
        AnswerChunks chunks = new AnswerChunks();
        for (int index = 0; index <= AnswerChunks.BYTES_MAX >> 20; index++) {
            chunks.add(chunk(index, MEBIBYTE));
        }

        assertThat(chunks.isTooLarge()).isTrue();
        assertThat(chunks.actions()).isEmpty();
        chunks.add(chunk(1_000, "a"));
        assertThat(chunks.actions()).isEmpty();
    }

    @SuppressWarnings("deprecation") // deprecated in the protocol, yet still sent for answers of over 3.9 MB
    private static OrchestratorResponse chunk(int index, String text) {
        ScheduleTaskAction.Builder task = ScheduleTaskAction.newBuilder();
        if (text.length() > 1) {
            task.setInput(StringValue.of(text));
        } else {
            task.setName(text);
        }
        return OrchestratorResponse.newBuilder()
                .setIsPartial(true)
                .setChunkIndex(Int32Value.of(index))
                .addActions(OrchestratorAction.newBuilder().setScheduleTask(task))
                .build();
    }
}
