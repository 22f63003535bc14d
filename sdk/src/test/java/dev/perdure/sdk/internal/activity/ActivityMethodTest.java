package dev.perdure.sdk.internal.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActivityMethodTest {

    interface Contract {
        String none();

        String one(List<String> texts);

        String several(@Nullable String text, BigDecimal amount, long big, List<Integer> numbers);

        int primitive(int n);

        void fails() throws IOException;

        default String byDefault() {
            return "default";
        }
    }

    private static final class Real implements Contract {
        @Override
        public String none() {
            return "none";
        }

        @Override
        public String one(List<String> texts) {
            return String.join("+", texts);
        }

        @Override
        public String several(@Nullable String text, BigDecimal amount, long big, List<Integer> numbers) {
            return text + " " + amount + " " + big + " " + numbers;
        }

        @Override
        public int primitive(int n) {
            return n;
        }

        @Override
        public void fails() throws IOException {
            throw new IOException("the disk");
        }
    }

    private final DataConverter converter = DataConverter.jackson();

    @Test
    void sendsNoPayloadForNoParameters() throws Exception {
        assertThat(method("none").payload(null, converter)).isNull();
        assertThat(method("none").invoke(new Real(), null, converter)).isEqualTo("none");
    }

    @Test
    void sendsOneParameterAsItsJson() throws Exception {
        String payload = method("one").payload(new Object[] {List.of("a", "b")}, converter);

        assertThat(payload).isEqualTo("[\"a\",\"b\"]");
        assertThat(method("one").invoke(new Real(), payload, converter)).isEqualTo("a+b");
    }

    @Test
    void sendsSeveralParametersAsAnArrayWithoutLosingDigits() throws Exception {
        Object[] arguments = {null, new BigDecimal("1234567890123456789.10"), Long.MAX_VALUE, List.of(1, 2)};

        String payload = method("several").payload(arguments, converter);

        assertThat(payload).isEqualTo("[null,1234567890123456789.10,9223372036854775807,[1,2]]");
        assertThat(method("several").invoke(new Real(), payload, converter))
                .isEqualTo("null 1234567890123456789.10 9223372036854775807 [1, 2]");
    }

    @Test
    void saysWhatIsWrongWithAPayload() {
        assertThatThrownBy(() -> method("several").invoke(new Real(), "[1]", converter))
                .hasMessageContaining("4 parameters")
                .hasMessageContaining("array of 1");
        assertThatThrownBy(() -> method("several").invoke(new Real(), null, converter))
                .hasMessageContaining("4 parameters");
        assertThatThrownBy(() -> method("several").invoke(new Real(), "[1", converter))
                .isInstanceOf(DataConversionException.class);
        assertThatThrownBy(() -> method("primitive").invoke(new Real(), null, converter))
                .hasMessageContaining("primitive int");
    }

    @Test
    void throwsWhatTheActivityThrew() {
        assertThatThrownBy(() -> method("fails").invoke(new Real(), null, converter))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the disk");
    }

    @Test
    void countsDefaultMethodsAsActivities() throws Exception {
        assertThat(method("byDefault").invoke(new Real(), null, converter)).isEqualTo("default");
    }

    private static ActivityMethod method(String name) {
        return Objects.requireNonNull(ActivityContract.of(Contract.class).methods().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElse(null));
    }
}
