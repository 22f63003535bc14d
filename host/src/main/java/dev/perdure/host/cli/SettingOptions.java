package dev.perdure.host.cli;

import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import dev.perdure.host.UserErrorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings of a host as options of a command: one for each {@link Setting}, and the settings file. */
final class SettingOptions {

    private static final String CONFIG = "--config";
    private static final String CONFIG_ENVIRONMENT = "PERDURE_CONFIG";
    private static final Path CONFIG_DEFAULT = Path.of("perdure.properties");

    private SettingOptions() {}

    /** Those that say where a host is. */
    private static final Set<Setting> ADDRESS =
            Set.of(Setting.HTTP_HOST, Setting.HTTP_PORT, Setting.TASK_HUB, Setting.TLS_CERT);

    /** Gives a command the options. */
    static void addTo(CommandSpec command) {
        addTo(command, Set.of(Setting.values()));
    }

    /** Gives a command all options, and shows in its help those that say where a host is. */
    static void addAddressTo(CommandSpec command) {
        addTo(command, ADDRESS);
        TlsOptions.addTo(command);
    }

    private static void addTo(CommandSpec command, Set<Setting> shown) {
        for (Setting setting : Setting.values()) {
            command.addOption(option(setting, shown.contains(setting)));
        }
        command.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(String.class)
                .description("Properties file with settings. Default: ./perdure.properties if it exists.")
                .build());
    }

    /**
     * The settings that a command line, the environment and the settings file give together.
     *
     * @throws UserErrorException if one of them is not allowed
     */
    static HostSettings settings(ParseResult parsed) {
        Map<Setting, String> options = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (isGiven(parsed, setting)) {
                options.put(setting, parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        Map<String, String> environment = System.getenv();
        String file = parsed.matchedOptionValue(CONFIG, environment.get(CONFIG_ENVIRONMENT));
        return HostSettings.resolve(options, environment, configFile(file));
    }

    /** Whether a command line has the option of this setting. */
    static boolean isGiven(ParseResult parsed, Setting setting) {
        return parsed.hasMatchedOption(setting.option());
    }

    private static @Nullable Path configFile(@Nullable String file) {
        if (file == null || file.isBlank()) {
            return Files.isRegularFile(CONFIG_DEFAULT) ? CONFIG_DEFAULT : null;
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UserErrorException("The settings file '" + file + "' is not a path.", e);
        }
    }

    private static OptionSpec option(Setting setting, boolean shown) {
        boolean isSwitch = setting.placeholder().isEmpty();
        String fallback = setting.fallback().isEmpty() || isSwitch ? "" : " Default: " + setting.fallback() + ".";
        OptionSpec.Builder option = OptionSpec.builder(setting.option())
                .type(String.class)
                .hidden(!shown)
                .description((setting.meaning() + fallback).replace("%", "%%"));
        return isSwitch
                ? option.arity("0..1")
                        .paramLabel("true|false")
                        .fallbackValue("true")
                        .build()
                : option.paramLabel(setting.placeholder()).build();
    }
}
