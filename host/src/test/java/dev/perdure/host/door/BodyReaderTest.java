package dev.perdure.host.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.host.http.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BodyReaderTest {

    @Test
    void allBodiesTogetherAreBoundedAndGiveTheirShareBack() throws IOException {
        BodyReader bodies = new BodyReader(100, 150);

        byte[] first = bodies.read(new ByteArrayInputStream(new byte[100]), 100);
        assertThatThrownBy(() -> bodies.read(new ByteArrayInputStream(new byte[60]), 60))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.response().status()).isEqualTo(503));
        assertThatThrownBy(() -> bodies.read(new ByteArrayInputStream(new byte[60]), -1))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.response().status()).isEqualTo(503));
        bodies.release(first.length);

        assertThat(bodies.read(new ByteArrayInputStream(new byte[60]), -1)).hasSize(60);
    }

    @Test
    void aBodyThatFailsHalfWayGivesItsShareBack() throws IOException {
        BodyReader bodies = new BodyReader(100, 100);

        assertThatThrownBy(() -> bodies.read(new ByteArrayInputStream(new byte[50]), 100))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> bodies.read(new ByteArrayInputStream(new byte[101]), -1))
                .isInstanceOf(ApiException.class);

        assertThat(bodies.read(new ByteArrayInputStream(new byte[100]), 100)).hasSize(100);
    }
}
