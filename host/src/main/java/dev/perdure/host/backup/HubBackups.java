package dev.perdure.host.backup;

import dev.perdure.host.HubFolders;
import dev.perdure.host.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes copies of all hubs of a data folder and puts them back. Each hub is copied as of one moment of its own. Stateless.
 */
public final class HubBackups {

    private HubBackups() {}

    /**
     * Copies every hub in {@code data}, served or not, as {@link Backups#backup} does; {@code target} appears when all of
     * them are whole.
     *
     * @return what each copy holds, by its folder in {@code target}; the default hub first
     * @throws UserErrorException if that is not possible; the message says what to do
     */
    public static Map<Path, Backups.Contents> backup(Path data, Path target) throws InterruptedException {
        if (HubFolders.further(data).isEmpty()) {
            Backups.Contents contents = Backups.backup(data, target);
            HubFolders.copyName(data, target);
            force(target);
            return Map.of(target, contents);
        }
        Path whole = target.toAbsolutePath().normalize();
        Path partial = whole.resolveSibling(whole.getFileName() + ".partial");
        if (Files.exists(whole)) {
            throw new UserErrorException("There is a " + target + " already: name a folder that does not exist.");
        }
        if (Files.exists(partial)) {
            throw new UserErrorException("There is a " + partial + ", left by a backup that was cut short: remove it.");
        }
        Map<Path, Backups.Contents> all = new LinkedHashMap<>();
        all.put(target, Backups.backup(data, partial));
        HubFolders.copyName(data, partial);
        for (Path folder : HubFolders.further(data)) {
            Path relative = data.relativize(folder);
            all.put(target.resolve(relative), Backups.backup(folder, partial.resolve(relative)));
            HubFolders.copyName(folder, partial.resolve(relative));
        }
        try {
            DurableCopy copy = new DurableCopy();
            copy.force(partial);
            copy.move(partial, whole);
        } catch (IOException e) {
            throw new UserErrorException(
                    "The backup is whole, but lies in " + partial + ": it could not be renamed (" + e + ").", e);
        }
        return all;
    }

    /** Also the name of its hub, which was written last. */
    private static void force(Path copy) {
        try {
            new DurableCopy().force(copy);
        } catch (IOException e) {
            throw new UserErrorException("The backup in " + copy + " could not be forced to the disk (" + e + ").", e);
        }
    }

    /**
     * Copies a backup into {@code data} with all hubs in it, as {@link Backups#restore} does.
     *
     * @return what each store holds, by its folder; the default hub first
     * @throws UserErrorException if that is not possible; the message says what to do
     */
    public static Map<Path, Backups.Contents> restore(Path backup, Path data) {
        Map<Path, Backups.Contents> all = new LinkedHashMap<>();
        all.put(data, Backups.restore(backup, data));
        for (Path folder : HubFolders.further(data)) {
            all.put(folder, Backups.readThrough(folder));
        }
        return all;
    }
}
