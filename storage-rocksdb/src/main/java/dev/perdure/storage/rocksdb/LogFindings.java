package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the inspection of a folder's logs and its manifest found, before RocksDB reads (and then removes) them. */
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
                    "The logs in " + folder.path() + " cannot be read (" + e
                            + "): check the permissions of its files and the disk.",
                    e);
        }
    }

    /** @throws StoreRefusedException if a log is damaged in another way than a crash can explain */
    void refuseDamage() {
        for (LogFinding finding : findings) {
            switch (finding) {
                case LogFinding.Whole whole -> {}
                case LogFinding.TornTail torn -> {}
                case LogFinding.DamagedTail damage ->
                    throw new StoreRefusedException(
                            "The file " + damage.file() + " is damaged from byte " + damage.at()
                                    + " to its end, and not by being cut off. If the machine lost power while that was"
                                    + " written, it was never acknowledged: cut the file to " + damage.at()
                                    + " bytes and start again. Otherwise restore the folder " + folder
                                    + " from a backup; nothing in it was changed.",
                            null);
                case LogFinding.DamagedInTheMiddle damage ->
                    throw new StoreRefusedException(
                            "The file " + damage.file() + " is damaged at byte " + damage.at()
                                    + ", before later records that are still readable (from byte "
                                    + damage.nextWriteAt()
                                    + " on). Restore the folder " + folder
                                    + " from a backup; nothing in it was changed.",
                            null);
            }
        }
    }

    /** What to tell the user when RocksDB did not open. */
    String explain(RocksDBException e) {
        return "RocksDB cannot open the store in " + folder + " (" + e.getMessage()
                + "). If this speaks of corruption, of a mismatch or of a missing file, restore the folder from a"
                + " backup; otherwise check permissions and free space.";
    }

    /** Says in the log what was dropped, once the store is open. */
    void reportTornTail() {
        for (LogFinding finding : findings) {
            if (finding instanceof LogFinding.TornTail tail) {
                LOG.info(
                        "The last record of {} was cut off by a crash and never acknowledged: bytes {} to {} were"
                                + " dropped.",
                        tail.file(),
                        tail.at(),
                        tail.size());
            }
        }
    }
}
