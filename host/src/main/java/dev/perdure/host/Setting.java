package dev.perdure.host;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings of a host. Each can be given as an option, in the environment, or in the properties file; the first of
 * these that has it wins.
 */
public enum Setting {
    /** The folder of the store. */
    DATA("data", "DIR", "data", "Folder of the store; made if it is missing."),
    /** Where HTTP listens. */
    HTTP_HOST(
            "http-host",
            "HOST",
            "127.0.0.1",
            "Name or address the HTTP door binds to. Anything but loopback needs key, key-file or tls-client-ca."),
    /** The port of the HTTP door. */
    HTTP_PORT("http-port", "PORT", "7071", "Port of the HTTP door; 0 for any free one."),
    /** Where gRPC listens. */
    GRPC_HOST(
            "grpc-host",
            "HOST",
            "127.0.0.1",
            "Name or address the gRPC door binds to; the default means [::1] too. Anything but loopback needs key,"
                    + " key-file or tls-client-ca."),
    /** The port of the gRPC door. */
    GRPC_PORT("grpc-port", "PORT", "4001", "Port of the gRPC door; 0 for any free one."),
    /** The key of the webhook routes. */
    KEY(
            "key",
            "KEY",
            "",
            "Key that callers of the webhook routes and of gRPC must show: Authorization: Bearer KEY, over HTTP also"
                    + " x-functions-key or ?code=. None by default. Other users of the machine can read options:"
                    + " prefer the environment or key-file."),
    /** Where the key is kept. */
    KEY_FILE("key-file", "FILE", "", "File that holds the key, in place of key; read once, when the host starts."),
    /** The certificate of both doors. */
    TLS_CERT(
            "tls-cert",
            "FILE",
            "",
            "PEM file of the certificate that both doors show, then those between it and its authority. Turns TLS on;"
                    + " read again when it changes."),
    /** Its key. */
    TLS_KEY("tls-key", "FILE", "", "PEM file of its private key, PKCS#8 without a password."),
    /** Who vouches for clients. */
    TLS_CLIENT_CA(
            "tls-client-ca",
            "FILE",
            "",
            "PEM file of authorities: both doors then take only clients that show a certificate of theirs. Where there is"
                    + " no key, that is enough."),
    /** How long links last. */
    LINK_VALID_HOURS(
            "link-valid-hours",
            "N",
            "168",
            "How long the code of a link opens what it is for, 1 to 87,600 hours; only where there is a key."),
    /** Whether links carry the key. */
    KEY_IN_URLS(
            "key-in-urls",
            "",
            "false",
            "Put the key itself into links instead of a code that opens one thing for a time (true or false)."),
    /** Whether unknown orchestrators are refused. */
    STRICT_NAMES(
            "strict-names",
            "",
            "false",
            "Refuse to start orchestrators that no worker has ever announced (true or false)."),
    /** The name of the task hub. */
    TASK_HUB("task-hub", "NAME", "perdure", "Name of the task hub: 3 to 45 letters and digits, a letter first."),
    /** The names of further hubs. */
    MORE_HUBS(
            "more-hubs",
            "A,B",
            "",
            "Further task hubs, at most 16 names with commas between; each has a store of its own below the data folder."
                    + " Callers say which hub they mean by ?taskHub= or the gRPC header taskhub, else it is task-hub."),
    /** Whether clients may remove everything. */
    ALLOW_EMPTYING(
            "allow-emptying",
            "",
            "false",
            "Let gRPC clients remove everything in the hub, by CreateTaskHub with recreateIfExists or DeleteTaskHub: for"
                    + " tests (true or false)."),
    /** The number of partitions of a new store. */
    PARTITIONS("partitions", "N", "4", "Partitions of a new store, 1 to 1,024; an existing store keeps its number."),
    /** The greatest payload. */
    PAYLOAD_BYTES_MAX(
            "payload-bytes-max",
            "BYTES",
            "16777216",
            "Greatest request body, 1,024 to 268,435,456 bytes; beyond, 413."),
    /** The least free space. */
    DISK_FREE_MIN(
            "disk-free-min",
            "MIB",
            "256",
            "Below so many MiB free on the disk of the store nothing new is taken (503, RESOURCE_EXHAUSTED); 0 to"
                    + " 1,048,576, 0 for never."),
    /** Commands waiting per partition. */
    INBOX_LIMIT("inbox-limit", "N", "10000", "Requests that may wait per partition; beyond, 503 with Retry-After."),
    /** Lease of a turn. */
    TURN_LEASE_SECONDS("turn-lease-seconds", "N", "120", "How long a remote worker may take over one turn."),
    /** Lease of an activity. */
    ACTIVITY_LEASE_SECONDS(
            "activity-lease-seconds", "N", "1800", "How long a remote worker may take over one activity."),
    /** Memory of idempotency keys. */
    KEY_RETENTION_SECONDS("key-retention-seconds", "N", "900", "How long an idempotency key is remembered."),
    /** Instances in memory. */
    CACHED_INSTANCES("cached-instances", "N", "20000", "Instances held decoded in memory, per partition."),
    /** Time to drain. */
    DRAIN_SECONDS("drain-seconds", "N", "10", "How long a closing host waits for requests under way, 0 to 3,600.");

    private final String key;
    private final String placeholder;
    private final String fallback;
    private final String meaning;

    Setting(String key, String placeholder, String fallback, String meaning) {
        this.key = key;
        this.placeholder = placeholder;
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /** The name in the properties file, such as {@code http-port}. */
    public String property() {
        return key;
    }

    /** The option of the command line, such as {@code --http-port}. */
    public String option() {
        return "--" + key;
    }

    /** The environment variable, such as {@code PERDURE_HTTP_PORT}. */
    public String environment() {
        return "PERDURE_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What stands for the value in a usage text; empty for a switch. */
    public String placeholder() {
        return placeholder;
    }

    /** The value if none is given; may be empty, for none. */
    public String fallback() {
        return fallback;
    }

    /** What it does, in a sentence or two. */
    public String meaning() {
        return meaning;
    }

    static Optional<Setting> ofProperty(String property) {
        return Arrays.stream(values()).filter(s -> s.key.equals(property)).findFirst();
    }
}
