package dev.perdure.host;

import dev.perdure.core.tls.TlsFiles;
import dev.perdure.engine.EngineOptions;
import dev.perdure.host.http.LinkOptions;
import dev.perdure.host.rules.HubNames;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of one host, checked. Immutable. */
public final class HostSettings {

    private static final Pattern TASK_HUB = Pattern.compile("[A-Za-z][A-Za-z0-9]{2,44}");

    private static final int MORE_HUBS_MAX = 16;

    private final Path data;
    private final String httpHost;
    private final int httpPort;
    private final String grpcHost;
    private final int grpcPort;
    private final @Nullable String key;
    private final @Nullable Path tlsCertificate;
    private final @Nullable Path tlsKey;
    private final @Nullable Path tlsClientCa;
    private final LinkOptions links;
    private final boolean strictNames;
    private final HubNames taskHubs;
    private final boolean allowEmptying;
    private final int payloadBytesMax;
    private final long diskFreeBytesMin;
    private final Duration drain;
    private final EngineOptions engine;

    private HostSettings(Map<Setting, String> given) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, given.getOrDefault(setting, setting.fallback()).trim());
        }
        data = path(values);
        httpHost = values.getOrDefault(Setting.HTTP_HOST, "");
        httpPort = (int) number(values, Setting.HTTP_PORT, 0, 65_535);
        grpcHost = values.getOrDefault(Setting.GRPC_HOST, "");
        grpcPort = (int) number(values, Setting.GRPC_PORT, 0, 65_535);
        key = key(values);
        tlsCertificate = file(values, Setting.TLS_CERT);
        tlsKey = file(values, Setting.TLS_KEY);
        tlsClientCa = file(values, Setting.TLS_CLIENT_CA);
        links = new LinkOptions(
                key,
                Duration.ofHours(number(values, Setting.LINK_VALID_HOURS, 1, 87_600)),
                flag(values, Setting.KEY_IN_URLS),
                InstantSource.system());
        strictNames = flag(values, Setting.STRICT_NAMES);
        allowEmptying = flag(values, Setting.ALLOW_EMPTYING);
        taskHubs = taskHubs(values);
        payloadBytesMax = (int) number(values, Setting.PAYLOAD_BYTES_MAX, 1_024, 268_435_456);
        diskFreeBytesMin = 1024 * 1024 * number(values, Setting.DISK_FREE_MIN, 0, 1_048_576);
        drain = Duration.ofSeconds(number(values, Setting.DRAIN_SECONDS, 0, 3_600));
        engine = new EngineOptions(
                (int) number(values, Setting.PARTITIONS, 1, 1_024),
                (int) number(values, Setting.INBOX_LIMIT, 1, 10_000_000),
                seconds(values, Setting.TURN_LEASE_SECONDS),
                seconds(values, Setting.ACTIVITY_LEASE_SECONDS),
                seconds(values, Setting.KEY_RETENTION_SECONDS),
                (int) number(values, Setting.CACHED_INSTANCES, 1, 10_000_000));
        check();
    }

    /**
     * Settings from texts; what is missing has its default.
     *
     * @throws UserErrorException if a value is not allowed
     */
    public static HostSettings of(Map<Setting, String> values) {
        return new HostSettings(values);
    }

    /**
     * Settings from all places: an option wins over the environment, that over the file, that over the default.
     *
     * @param options as given on the command line
     * @param environment the variables of the process
     * @param file the properties file, or null for none
     * @throws UserErrorException if the file cannot be read, names an unknown setting, or a value is not allowed
     */
    public static HostSettings resolve(
            Map<Setting, String> options, Map<String, String> environment, @Nullable Path file) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        if (file != null) {
            values.putAll(read(file));
        }
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.environment());
            if (value != null && !value.isBlank()) {
                values.put(setting, value);
            }
        }
        values.putAll(options);
        return new HostSettings(values);
    }

    /** The folder of the store. */
    public Path data() {
        return data;
    }

    /** The name or address the HTTP door binds to. */
    public String httpHost() {
        return httpHost;
    }

    /** 0 for any free port. */
    public int httpPort() {
        return httpPort;
    }

    /** The name or address the gRPC door binds to. */
    public String grpcHost() {
        return grpcHost;
    }

    /** 0 for any free port. */
    public int grpcPort() {
        return grpcPort;
    }

    /** What callers of the webhook routes and of gRPC must show, or null if nothing. */
    public @Nullable String key() {
        return key;
    }

    /**
     * What both doors show, and which clients they trust if they ask for certificates; null if they speak plain text.
     *
     * @throws UserErrorException if something of it is missing
     */
    public @Nullable TlsFiles tls() {
        if (tlsCertificate != null && tlsKey != null) {
            return new TlsFiles(tlsClientCa, tlsCertificate, tlsKey);
        }
        if (tlsCertificate != null || tlsKey != null || tlsClientCa != null) {
            throw new UserErrorException("TLS needs both --tls-cert and --tls-key; set what is missing of them.");
        }
        return null;
    }

    /** The certificate of both doors; null if they speak plain text. */
    public @Nullable Path tlsCertificate() {
        return tlsCertificate;
    }

    /** The key again, and what links carry of it. */
    public LinkOptions links() {
        return links;
    }

    /** Whether orchestrators that no worker has announced are refused. */
    public boolean strictNames() {
        return strictNames;
    }

    /** The name of the default task hub. */
    public String taskHub() {
        return taskHubs.first();
    }

    /** The names of all task hubs. */
    public HubNames taskHubs() {
        return taskHubs;
    }

    /** Whether gRPC clients may remove everything in the hub. */
    public boolean allowEmptying() {
        return allowEmptying;
    }

    /** The greatest request body. */
    public int payloadBytesMax() {
        return payloadBytesMax;
    }

    /** Below so many free bytes on the disk of the store nothing new is taken; 0 for never. */
    public long diskFreeBytesMin() {
        return diskFreeBytesMin;
    }

    /** How long a closing host waits for requests under way. */
    public Duration drain() {
        return drain;
    }

    /** The engine's own settings. */
    public EngineOptions engine() {
        return engine;
    }

    private void check() {
        requireGuarded("HTTP", Setting.HTTP_HOST, httpHost);
        requireGuarded("gRPC", Setting.GRPC_HOST, grpcHost);
    }

    private void requireGuarded(String door, Setting setting, String host) {
        if (host.isEmpty()) {
            throw new UserErrorException(
                    "The setting " + setting.property() + " is empty; give a name or address, such as 127.0.0.1.");
        }
        boolean guarded = key != null || tlsClientCa != null;
        if (!guarded && !Loopback.isLoopback(host)) {
            throw new UserErrorException("The " + door + " door is to bind to " + host
                    + ", which other machines can reach, but nothing keeps them out: set PERDURE_KEY (or --key-file), or"
                    + " ask for client certificates with --tls-client-ca, or bind to 127.0.0.1.");
        }
    }

    private static HubNames taskHubs(Map<Setting, String> values) {
        String first = values.getOrDefault(Setting.TASK_HUB, "");
        requireHubName(Setting.TASK_HUB, first);
        List<String> names = new ArrayList<>(List.of(first));
        String more = values.getOrDefault(Setting.MORE_HUBS, "");
        for (String name : more.isEmpty() ? List.<String>of() : List.of(more.split(",", -1))) {
            requireHubName(Setting.MORE_HUBS, name.strip());
            // A command that means one of them by task-hub may have the rest of the host's settings too.
            if (names.stream().noneMatch(name.strip()::equalsIgnoreCase)) {
                names.add(name.strip());
            }
        }
        if (names.size() > 1 + MORE_HUBS_MAX) {
            throw new UserErrorException(
                    "The setting more-hubs has " + (names.size() - 1) + " names; a host serves at most " + MORE_HUBS_MAX
                            + " besides its first hub: start another host for the rest.");
        }
        return new HubNames(names);
    }

    private static void requireHubName(Setting setting, String name) {
        if (!TASK_HUB.matcher(name).matches()) {
            throw new UserErrorException("A name in the setting " + setting.property()
                    + " must be 3 to 45 letters and digits with a letter first, not '" + name + "'.");
        }
    }

    private static @Nullable String key(Map<Setting, String> values) {
        String text = values.getOrDefault(Setting.KEY, "");
        Path file = file(values, Setting.KEY_FILE);
        if (file == null) {
            return text.isEmpty() ? null : text;
        }
        if (!text.isEmpty()) {
            throw new UserErrorException("Both key and key-file are set; leave one of them out.");
        }
        try {
            String held = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!held.isEmpty() && held.lines().count() == 1) {
                return held;
            }
        } catch (IOException e) {
            throw new UserErrorException("The file " + file + " of key-file cannot be read (" + e + ").", e);
        }
        throw new UserErrorException("The file " + file + " of key-file must hold one line: the key.");
    }

    private static @Nullable Path file(Map<Setting, String> values, Setting setting) {
        String text = values.getOrDefault(setting, "");
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new UserErrorException(
                    "The setting " + setting.property() + " must name a file, not '" + text + "'.", e);
        }
    }

    private static Map<Setting, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserErrorException("The settings file " + file + " cannot be read as properties in UTF-8.", e);
        }
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (String name : properties.stringPropertyNames()) {
            Setting setting = Setting.ofProperty(name)
                    .orElseThrow(() -> new UserErrorException("The settings file " + file + " has an unknown setting '"
                            + name + "'; docs/settings.md lists them."));
            String value = properties.getProperty(name, "");
            if (!value.isBlank()) {
                values.put(setting, value);
            }
        }
        return values;
    }

    private static Path path(Map<Setting, String> values) {
        String text = values.getOrDefault(Setting.DATA, "");
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            // Told below in the words of the setting.
        }
        throw new UserErrorException("The setting data must name a folder, not '" + text + "'.");
    }

    private static Duration seconds(Map<Setting, String> values, Setting setting) {
        return Duration.ofSeconds(number(values, setting, 1, 31_536_000));
    }

    private static long number(Map<Setting, String> values, Setting setting, long min, long max) {
        String text = values.getOrDefault(setting, "");
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below together with numbers out of range.
        }
        throw new UserErrorException("The setting " + setting.property() + " must be a whole number from " + min
                + " to " + max + ", not '" + text + "'.");
    }

    private static boolean flag(Map<Setting, String> values, Setting setting) {
        String text = values.getOrDefault(setting, "");
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new UserErrorException(
                "The setting " + setting.property() + " must be true or false, not '" + text + "'.");
    }
}
