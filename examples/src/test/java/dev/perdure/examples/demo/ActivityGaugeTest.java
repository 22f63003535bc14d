package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityGaugeTest {

    @TempDir
    Path folder;

    @Test
    void isSeenThroughAnotherMappingOfTheSameFile() {
        ActivityGauge worker = ActivityGauge.open(folder.resolve("gauge"));
        ActivityGauge demo = ActivityGauge.open(folder.resolve("gauge"));

        worker.begin();
        worker.begin();
        worker.end();
        worker.orderEnded();

        assertThat(demo.running()).isEqualTo(1);
        assertThat(demo.begun()).isEqualTo(2);
        assertThat(demo.endings()).isEqualTo(1);
    }
}
