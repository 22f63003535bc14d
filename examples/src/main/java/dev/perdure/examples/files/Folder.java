package dev.perdure.examples.files;

import java.util.List;

/** The activities: what reads the disk. */
public interface Folder {

    /** The names of the files in a folder, in order. */
    List<String> list(String folder);

    /** How many words a file has. */
    int countWords(String file);
}
