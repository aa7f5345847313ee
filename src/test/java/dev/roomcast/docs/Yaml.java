package dev.roomcast.docs;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML as strictly as it can be read: a key that is there twice is an error. */
public final class Yaml {

    private Yaml() {}

    /** The documents of a file, as maps, lists and scalars. */
    public static List<Object> documents(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Object> documents = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            new org.yaml.snakeyaml.Yaml(new SafeConstructor(options))
                    .loadAll(reader)
                    .forEach(documents::add);
        }
        return documents;
    }
}
