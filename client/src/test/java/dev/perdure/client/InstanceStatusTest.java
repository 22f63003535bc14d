package dev.perdure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.data.DataConverter;
import org.junit.jupiter.api.Test;

class InstanceStatusTest {

    private static final String STATUS = "{\"name\":\"Fulfil\",\"instanceId\":\"i\",\"runtimeStatus\":\"Completed\","
            + "\"input\":1.10,\"output\":\"done\",\"createdTime\":\"2026-01-01T00:00:00Z\","
            + "\"lastUpdatedTime\":\"2026-01-01T00:00:01.5Z\"}";

    @Test
    void readsWhatItHasWritten() {
        InstanceStatus status = InstanceStatus.ofJson(STATUS, DataConverter.jackson());

        assertThat(status.toJson()).isEqualTo(STATUS);
        assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(status.outputAs(String.class)).contains("done");
        assertThat(status.inputJson()).contains("1.10");
    }

    @Test
    void refusesWhatIsNoStatus() {
        for (String text : new String[] {
            "",
            "[]",
            "{}",
            "nonsense",
            STATUS.replace("Completed", "Odd"),
            STATUS.replace("2026-01-01T00:00:00Z", "yesterday")
        }) {
            assertThatThrownBy(() -> InstanceStatus.ofJson(text, DataConverter.jackson()))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
