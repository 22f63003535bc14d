package dev.perdure.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.data.TypeRef;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The kinds of types that user code takes and gives, there and back. */
class ModelTypesTest {

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Card.class, name = "card"),
        @JsonSubTypes.Type(value = Transfer.class, name = "transfer")
    })
    sealed interface Payment permits Card, Transfer {}

    record Card(String number, LocalDate expires) implements Payment {}

    record Transfer(String iban, BigDecimal amount) implements Payment {}

    @SuppressWarnings("ArrayRecordComponent")
    record Everything(
            Optional<String> some,
            Optional<Instant> none,
            Instant instant,
            Duration duration,
            ZonedDateTime zoned,
            List<Payment> payments,
            Map<String, List<Optional<Integer>>> nested,
            byte[] bytes) {}

    @Test
    void comeBackAsTheyWere() {
        Everything value = new Everything(
                Optional.of("here"),
                Optional.empty(),
                Instant.parse("2030-01-02T03:04:05.000000006Z"),
                Duration.ofSeconds(90, 1),
                ZonedDateTime.parse("2030-06-01T12:00:00+02:00"),
                List.of(new Card("4", LocalDate.of(2031, 2, 3)), new Transfer("DE", new BigDecimal("12.50"))),
                Map.of("k", List.of(Optional.of(1), Optional.empty())),
                new byte[] {0, 1, -1, 127});

        Everything back = thereAndBack(value, TypeRef.of(Everything.class));

        assertThat(back.bytes()).containsExactly(0, 1, -1, 127);
        assertThat(back)
                .usingRecursiveComparison()
                .ignoringFields("bytes", "nested")
                .isEqualTo(value);
        assertThat(back.nested()).isEqualTo(value.nested());
    }

    @Test
    void keepGenericArgumentsByATypeRef() {
        List<Payment> payments = List.of(new Card("4", LocalDate.of(2031, 2, 3)), new Transfer("DE", BigDecimal.TEN));

        assertThat(thereAndBack(payments, new TypeRef<List<Payment>>() {})).isEqualTo(payments);
        assertThat(thereAndBack(Optional.of(Instant.EPOCH), new TypeRef<Optional<Instant>>() {}))
                .contains(Instant.EPOCH);
        assertThat(thereAndBack(Optional.of(payments.get(0)), new TypeRef<Optional<Payment>>() {}))
                .contains(payments.get(0));
        List<Optional<Payment>> maybe = List.of(Optional.empty(), Optional.of(payments.get(1)));
        assertThat(thereAndBack(maybe, new TypeRef<List<Optional<Payment>>>() {}))
                .isEqualTo(maybe);
        assertThat(thereAndBack(new byte[] {1, 2}, TypeRef.of(byte[].class))).containsExactly(1, 2);
    }

    @Test
    void areTheSameTypeIfTheySayTheSame() {
        assertThat(new TypeRef<List<String>>() {})
                .isEqualTo(new TypeRef<List<String>>() {})
                .isNotEqualTo(new TypeRef<List<Integer>>() {})
                .hasToString("java.util.List<java.lang.String>");
        assertThat(TypeRef.of(String.class)).isEqualTo(new TypeRef<String>() {});
    }

    @Test
    @SuppressWarnings("rawtypes")
    void refuseARefThatSaysNoType() {
        assertThatThrownBy(() -> new TypeRef() {})
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("new TypeRef<List<Order>>() {}");
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the converter gives what the type says
    private static <T> T thereAndBack(Object value, TypeRef<T> type) {
        DataConverter converter = DataConverter.jackson();
        return (T) converter.deserialize(converter.serialize(value), type.type());
    }
}
