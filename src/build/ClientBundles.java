import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Builds the client library's files for the server to serve, with the esbuild that comes with Maven's packages. Run by
 * the build as a source file. Arguments: the folder of the library, where its files go, and a folder for esbuild.
 */
public class ClientBundles {

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path library = Path.of(arguments[0]);
        Path destination = Path.of(arguments[1]).toAbsolutePath();
        Path esbuild = unpackEsbuild(Path.of(arguments[2]));
        List<String> forAll = new ArrayList<>();
        for (String line : Files.readAllLines(library.resolve("bundles.txt"))) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.split(" "));
            if (words.get(0).equals("all")) {
                forAll.addAll(words.subList(1, words.size()));
                continue;
            }
            List<String> command = new ArrayList<>(List.of(esbuild.toString(), words.get(1)));
            command.add("--outfile=" + destination.resolve(words.get(0)));
            command.addAll(forAll);
            command.addAll(words.subList(2, words.size()));
            Process process = new ProcessBuilder(command)
                    .directory(library.toFile())
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("esbuild failed: " + String.join(" ", command));
            }
        }
    }

    private static Path unpackEsbuild(Path folder) throws IOException {
        boolean isWindows = operatingSystem().equals("win32");
        String program = isWindows ? "esbuild.exe" : "bin/esbuild";
        String platform = operatingSystem() + "-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
        String version = System.getProperty("esbuild.version");
        String resource = "META-INF/resources/_static/" + platform + "/" + version + "/" + program;
        URL packed = ClientBundles.class.getClassLoader().getResource(resource);
        if (packed == null) {
            throw new IllegalStateException("No esbuild " + version + " for " + platform + " on the class path");
        }
        Files.createDirectories(folder);
        Path unpacked = folder.resolve("esbuild-" + version + (isWindows ? ".exe" : "")).toAbsolutePath();
        if (!Files.exists(unpacked)) {
            Path partial = Files.createTempFile(folder, "esbuild", ".part");
            try (InputStream in = packed.openStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            partial.toFile().setExecutable(true);
            Files.move(partial, unpacked, StandardCopyOption.REPLACE_EXISTING);
        }
        return unpacked;
    }

    /** As npm names it. */
    private static String operatingSystem() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("windows") ? "win32" : name.contains("mac") ? "darwin" : "linux";
    }
}
