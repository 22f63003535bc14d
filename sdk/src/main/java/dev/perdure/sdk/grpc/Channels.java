package dev.perdure.sdk.grpc;

import dev.perdure.core.tls.TlsFiles;
import dev.perdure.core.worker.HostUnreachableException;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens channels to one host. Immutable.
 *
 * @param target host and port
 * @param tls of connections; null for plain text
 * @param headers sent with every call
 */
record Channels(String target, @Nullable SslContext tls, Metadata headers) {

    /** The greatest size of a message, in bytes. */
    static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);
    private static final String SECURE = "https://";
    private static final String PLAIN = "http://";

    /** Without TLS, key or hub. */
    static Channels plain(String target) {
        return of(target, TlsFiles.none(), null, null);
    }

    /** @throws IllegalArgumentException if a file cannot be used, or something does not fit */
    static Channels of(String target, TlsFiles files, @Nullable String key, @Nullable String taskHub) {
        String lower = target.toLowerCase(Locale.ROOT);
        boolean secure = lower.startsWith(SECURE) || !files.equals(TlsFiles.none());
        if (secure && lower.startsWith(PLAIN)) {
            throw new IllegalArgumentException("The address " + target
                    + " means plain text, but files for TLS are given: write https:// or leave the files out.");
        }
        String address = lower.startsWith(SECURE)
                ? target.substring(SECURE.length())
                : lower.startsWith(PLAIN) ? target.substring(PLAIN.length()) : target;
        Metadata headers = new Metadata();
        put(headers, "authorization", key == null ? null : "Bearer " + key);
        put(headers, "taskhub", taskHub);
        return new Channels(address, secure ? context(files) : null, headers);
    }

    ManagedChannel open() {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                // What is lost is sent again by whoever sent it, on the next connection.
                .disableRetry()
                // Listeners do not block, so the network's own thread may call them.
                .directExecutor();
        if (!headers.keys().isEmpty()) {
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        }
        return (tls == null ? builder.usePlaintext() : builder.sslContext(tls)).build();
    }

    /** What a failed call is to its caller. */
    HostUnreachableException unreachable(Throwable cause) {
        Status status = Status.fromThrowable(cause);
        StringBuilder message =
                new StringBuilder("The host at " + target + " cannot be reached: ").append(status.getCode());
        if (status.getDescription() != null) {
            message.append(": ").append(status.getDescription());
        }
        Throwable root = status.getCause();
        if (root != null) {
            message.append(" (").append(innermost(root).getMessage()).append(')');
        } else if (tls == null && status.getCode() == Status.Code.UNAVAILABLE) {
            message.append(". If it speaks TLS, write https:// before its address");
        }
        return new HostUnreachableException(message.toString(), cause);
    }

    private static Throwable innermost(Throwable cause) {
        Throwable root = cause;
        // What a handshake says of a certificate lies below what the network says of the handshake.
        while (root instanceof SSLException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static SslContext context(TlsFiles files) {
        // The provider of the JVM, as its key managers may change their certificates while they are in use.
        SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
        files.trustManager().ifPresent(manager -> builder.trustManager(manager));
        files.keyManager().ifPresent(manager -> builder.keyManager(manager));
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("A context for TLS cannot be made (" + e.getMessage() + ").", e);
        }
    }

    private static void put(Metadata headers, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("Only ASCII can be sent in the header " + name + ".");
        }
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    }
}
