package dev.perdure.host.cli;

import dev.perdure.core.tls.TlsFiles;
import dev.perdure.host.UserErrorException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What a command shows to a host with TLS, and which hosts it trusts. Stateless. */
final class TlsOptions {

    private static final String TRUST = "--trust";
    private static final String CERTIFICATE = "--client-cert";
    private static final String KEY = "--client-key";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            TRUST, "PERDURE_TRUST",
            CERTIFICATE, "PERDURE_CLIENT_CERT",
            KEY, "PERDURE_CLIENT_KEY");

    private TlsOptions() {}

    /** Gives a command the options. */
    static void addTo(CommandSpec command) {
        command.addOption(option(
                TRUST, "PEM file of the authorities that vouch for a host with TLS. Default: those of the JVM."));
        command.addOption(option(CERTIFICATE, "PEM file of a certificate to show to a host that asks for one."));
        command.addOption(option(KEY, "PEM file of its private key, PKCS#8 without a password."));
    }

    /**
     * The files that a command line and the environment give.
     *
     * @throws UserErrorException if they do not fit together
     */
    static TlsFiles files(ParseResult parsed) {
        try {
            return new TlsFiles(file(parsed, TRUST), file(parsed, CERTIFICATE), file(parsed, KEY));
        } catch (InvalidPathException e) {
            throw new UserErrorException("'" + e.getInput() + "' is no path of a file.", e);
        } catch (IllegalArgumentException e) {
            throw new UserErrorException(
                    "A certificate and its key come together: give both " + CERTIFICATE + " and " + KEY + ".", e);
        }
    }

    private static @Nullable Path file(ParseResult parsed, String option) {
        String text = parsed.matchedOptionValue(option, System.getenv(ENVIRONMENT.get(option)));
        return text == null || text.isBlank() ? null : Path.of(text);
    }

    private static OptionSpec option(String name, String meaning) {
        return OptionSpec.builder(name)
                .paramLabel("FILE")
                .type(String.class)
                .description(meaning)
                .build();
    }
}
