package dev.perdure.host.http;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.OrchestrationStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a query, read by the contract's rules: names in any case, {@code +} is a space, a name may repeat,
 * text that does not fit its type is ignored. Immutable.
 */
final class QueryParameters {

    /** Parameters beyond this number are ignored. */
    private static final int PARAMETERS_MAX = 1_000;

    /** A wait asked for in seconds is cut at this. */
    private static final double SECONDS_MAX = 86_400 * 365.0;

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    static QueryParameters parse(String query) {
        Map<String, List<String>> values = new HashMap<>();
        if (!query.isEmpty()) {
            for (String part : query.split("&", PARAMETERS_MAX)) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? "" : decode(part.substring(0, equals));
                String value = decode(equals < 0 ? part : part.substring(equals + 1));
                values.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                        .add(value);
            }
        }
        return new QueryParameters(values);
    }

    /** A query text without this parameter, otherwise as it came. */
    static String without(String query, String name) {
        return Arrays.stream(query.split("&", PARAMETERS_MAX))
                .filter(part -> {
                    int equals = part.indexOf('=');
                    return equals < 0 || !decode(part.substring(0, equals)).equalsIgnoreCase(name);
                })
                .collect(Collectors.joining("&"));
    }

    /** All values of a parameter, in the order of the query. */
    List<String> all(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The first value of a parameter. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** The first value that is not blank. */
    Optional<String> text(String name) {
        return all(name).stream().filter(v -> !v.isBlank()).findFirst();
    }

    boolean flag(String name, boolean otherwise) {
        String value = first(name).orElse("").trim();
        if (value.equalsIgnoreCase("true")) {
            return true;
        }
        return !value.equalsIgnoreCase("false") && otherwise;
    }

    int integer(String name, int otherwise) {
        try {
            return first(name).map(v -> Integer.parseInt(v.trim())).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** A time in seconds, decimals allowed. */
    Optional<Duration> seconds(String name) {
        try {
            return first(name)
                    .map(v -> Double.parseDouble(v.trim()))
                    .filter(s -> s >= 0)
                    .map(s -> Duration.ofMillis(Math.round(Math.min(s, SECONDS_MAX) * 1_000)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A date and time; without an offset it is UTC. */
    Optional<Instant> instant(String name) {
        return first(name).map(String::trim).flatMap(QueryParameters::instantOf);
    }

    /**
     * A date and time as {@link #instant}, for parameters that are Perdure's own.
     *
     * @throws ApiException 400 if the text is none
     */
    Optional<Instant> requiredInstant(String name) {
        Optional<String> text = text(name);
        Optional<Instant> instant = text.map(String::trim).flatMap(QueryParameters::instantOf);
        if (text.isPresent() && instant.isEmpty()) {
            throw ApiException.badRequest(name + " must be a time such as 2030-01-02T03:04:05Z, not '" + text.get() + "'.");
        }
        return instant;
    }

    /** Comma lists and repeats together; names in exact case, or the protocol's numbers; what is unknown is dropped. */
    Set<RuntimeStatus> statuses(String name) {
        Set<RuntimeStatus> statuses = EnumSet.noneOf(RuntimeStatus.class);
        for (String list : all(name)) {
            for (String item : list.split(",", -1)) {
                statusOf(item.trim()).ifPresent(statuses::add);
            }
        }
        return statuses;
    }

    private static Optional<RuntimeStatus> statusOf(String item) {
        if (!item.isEmpty() && item.length() <= 2 && item.chars().allMatch(c -> c >= '0' && c <= '9')) {
            OrchestrationStatus protocol = OrchestrationStatus.forNumber(Integer.parseInt(item));
            return Optional.ofNullable(protocol).map(RuntimeStatus::of);
        }
        return RuntimeStatus.ofWireName(item);
    }

    private static Optional<Instant> instantOf(String text) {
        String iso = text.indexOf('T') < 0 && text.length() > 10 && text.charAt(10) == ' '
                ? text.substring(0, 10) + 'T' + text.substring(11)
                : text;
        try {
            var parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    parsed instanceof OffsetDateTime offset
                            ? offset.toInstant()
                            : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException notIso) {
            return dateOnly(iso).or(() -> rfc1123(text));
        }
    }

    private static Optional<Instant> dateOnly(String text) {
        try {
            return Optional.of(
                    LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> rfc1123(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
