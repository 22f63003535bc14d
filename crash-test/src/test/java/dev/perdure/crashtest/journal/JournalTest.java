package dev.perdure.crashtest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Disturbance LINE = new Disturbance(Disturbance.Kind.KILL, Disturbance.HOST, 1, 2);

    @TempDir
    private Path folder;

    @Test
    void theTornLastLineOfAKilledWriterIsLeftOut() throws IOException {
        Path file = Journal.file(folder, "x-1");
        try (Journal<Disturbance> journal = Journal.append(file)) {
            journal.append(LINE);
        }
        Files.writeString(file, "{\"kind\":\"KI", StandardOpenOption.APPEND);

        assertThat(Journal.read(folder, "x-", Disturbance.class)).containsExactly(LINE);
    }

    @Test
    void anyOtherDamageIsNamed() throws IOException {
        Files.writeString(Journal.file(folder, "x-1"), "{\"kind\":\"KI\n");

        assertThatThrownBy(() -> Journal.read(folder, "x-", Disturbance.class))
                .hasMessageContaining("Line 1 of")
                .hasMessageContaining("x-1");
    }
}
