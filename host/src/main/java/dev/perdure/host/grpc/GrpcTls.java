package dev.perdure.host.grpc;

import dev.perdure.core.tls.TlsFileException;
import dev.perdure.core.tls.TlsFiles;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS at the gRPC server. Stateless. */
final class GrpcTls {

    private GrpcTls() {}

    /**
     * As the files say, which have a certificate to show.
     *
     * @throws TlsFileException if one cannot be used
     */
    static SslContext context(TlsFiles files) {
        SslContextBuilder builder = SslContextBuilder.forServer(files.keyManager()
                .orElseThrow(() -> new IllegalArgumentException("A door with TLS has a certificate to show.")));
        files.trustManager().ifPresent(manager -> builder.trustManager(manager).clientAuth(ClientAuth.REQUIRE));
        try {
            // The provider of the JVM, as its key managers may change their certificates while they are in use.
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IllegalStateException("This JVM cannot make a TLS context.", e);
        }
    }
}
