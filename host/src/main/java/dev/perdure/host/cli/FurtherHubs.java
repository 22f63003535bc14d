package dev.perdure.host.cli;

import dev.perdure.host.HubFolders;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What commands say that work on one store of a data folder. Stateless. */
final class FurtherHubs {

    private FurtherHubs() {}

    /** Says which further hubs {@code data} has and the command leaves out. */
    static void tell(Path data, PrintWriter err) {
        for (Path folder : HubFolders.further(data)) {
            err.println("perdure: the task hub '" + HubFolders.nameOf(folder) + "' is left out: give --data " + folder
                    + " for it.");
        }
        err.flush();
    }
}
