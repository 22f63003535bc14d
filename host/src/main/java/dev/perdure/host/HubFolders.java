package dev.perdure.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the hubs of a data folder have their stores: the default one in the folder itself, each other in a folder below
 * {@code hubs}, named by the hub in lower case. Each store of a host keeps the name of its hub in a file, so that no
 * setting opens one hub under the name of another. Stateless.
 */
public final class HubFolders {

    private static final String BELOW = "hubs";
    private static final String NAME_FILE = "TASKHUB";
    private static final String FORMAT_FILE = "FORMAT";

    private HubFolders() {}

    /** The folder of each of a host's hubs, the default one first. */
    static Map<String, Path> of(HostSettings settings) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String hub : settings.taskHubs().all()) {
            folders.put(
                    hub,
                    folders.isEmpty()
                            ? settings.data()
                            : settings.data().resolve(BELOW).resolve(hub.toLowerCase(Locale.ROOT)));
        }
        return folders;
    }

    /**
     * The folders of the further hubs that have a store in {@code data}, served or not, in the order of their names.
     *
     * @throws UncheckedIOException if they cannot be listed
     */
    public static List<Path> further(Path data) {
        Path below = data.resolve(BELOW);
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(below)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(FORMAT_FILE)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the hub whose store is in {@code folder}; that of the folder if no host has ever recorded one. */
    public static String nameOf(Path folder) {
        Path file = folder.resolve(NAME_FILE);
        try {
            return Files.exists(file)
                    ? Files.readString(file).strip()
                    : folder.toAbsolutePath().normalize().getFileName().toString();
        } catch (IOException e) {
            throw new UserErrorException("The file " + file + " cannot be read (" + e + "): check its permissions.", e);
        }
    }

    /**
     * Checks that {@code folder} is not the store of a hub of another name.
     *
     * @throws UserErrorException if it is
     */
    static void requireHub(Path folder, String hub) {
        Path file = folder.resolve(NAME_FILE);
        if (Files.exists(file) && !nameOf(folder).equalsIgnoreCase(hub)) {
            throw new UserErrorException("The folder " + folder + " is the store of the task hub '" + nameOf(folder)
                    + "', not of '" + hub + "': name that hub, or another folder. To give the hub another name, remove "
                    + file + ".");
        }
    }

    /**
     * Gives a copy of a store the name that the store has.
     *
     * @throws UserErrorException if it cannot be written
     */
    public static void copyName(Path store, Path copy) {
        if (Files.exists(store.resolve(NAME_FILE))) {
            record(copy, nameOf(store));
        }
    }

    /** Records whose store {@code folder} is. */
    static void record(Path folder, String hub) {
        Path file = folder.resolve(NAME_FILE);
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, hub + "\n");
            }
        } catch (IOException e) {
            throw new UserErrorException(
                    "The file " + file + " cannot be written (" + e + "): check permissions and room.", e);
        }
    }
}
