package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the inspection of a folder's write-ahead logs found, before RocksDB reads (and then removes) them. */
final class LogFindings {

    private static final Logger LOG = LoggerFactory.getLogger(LogFindings.class);

    private final Path folder;

    /** Oldest log first. */
    private final List<LogFinding> findings;

    private LogFindings(Path folder, List<LogFinding> findings) {
        this.folder = folder;
        this.findings = List.copyOf(findings);
    }

    /** @throws StoreRefusedException if a log cannot be read */
    static LogFindings of(StoreFolder folder) {
        try {
            List<LogFinding> findings = new ArrayList<>();
            for (Path log : folder.logs()) {
                findings.add(LogInspection.inspect(log));
            }
            return new LogFindings(folder.path(), findings);
        } catch (IOException e) {
            throw new StoreRefusedException(
                    "The write-ahead logs in " + folder.path() + " cannot be read (" + e
                            + "): check the permissions of its files and the disk.",
                    e);
        }
    }

    /** @throws StoreRefusedException if a log is damaged before its end */
    void refuseDamage() {
        for (LogFinding finding : findings) {
            if (finding instanceof LogFinding.DamagedInTheMiddle damage) {
                throw new StoreRefusedException(
                        "The write-ahead log " + damage.file() + " is damaged at byte " + damage.at()
                                + ", before acknowledged writes that are still readable from byte "
                                + damage.nextWriteAt()
                                + " on. Restore the folder " + folder
                                + " from a backup; nothing in it was changed.",
                        null);
            }
        }
    }

    /** What to tell the user when RocksDB did not open. */
    String explain(RocksDBException e) {
        Optional<LogFinding.TornTail> torn = tornTail();
        if (torn.isPresent()) {
            LogFinding.TornTail tail = torn.get();
            return "The write-ahead log " + tail.file() + " is damaged from byte " + tail.at() + " to its end, and not"
                    + " by being cut off (" + e.getMessage() + "). If the machine lost power at that moment, that part"
                    + " was never acknowledged: cut the file to " + tail.at()
                    + " bytes and start again. Otherwise restore the folder " + folder + " from a backup.";
        }
        return "RocksDB cannot open the store in " + folder + " (" + e.getMessage()
                + "). If this speaks of corruption, of a mismatch or of a missing file, restore the folder from a"
                + " backup; otherwise check permissions and free space.";
    }

    /** Says in the log what was dropped, once the store is open. */
    void reportTornTail() {
        tornTail()
                .ifPresent(tail -> LOG.info(
                        "The last write to {} was torn by a crash and never acknowledged: bytes {} to {} were dropped.",
                        tail.file(),
                        tail.at(),
                        tail.size()));
    }

    private Optional<LogFinding.TornTail> tornTail() {
        return findings.stream()
                .filter(LogFinding.TornTail.class::isInstance)
                .map(LogFinding.TornTail.class::cast)
                .reduce((first, second) -> second);
    }
}
