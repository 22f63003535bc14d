package dev.perdure.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelloTest {

    @TempDir
    Path data;

    @Test
    void greetsEverybodyInOrderAlsoInAFolderUsedBefore() {
        assertThat(output()).isEqualTo("[Hello, Ada!, Hello, Grace!]");
        assertThat(output()).isEqualTo("[Hello, Ada!, Hello, Grace!]");
    }

    private String output() {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Hello.main(data.toString());
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
