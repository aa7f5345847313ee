package dev.roomcast.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Packages of npm that come with Maven, laid out for Node.js. */
public final class WebJar {

    private static final Path FOLDER = Path.of("target", "node_modules");

    private WebJar() {}

    /**
     * Unpacks a package out of its WebJar, whose folder has the version in its name.
     *
     * @return where it is, under {@code target/node_modules}
     */
    public static Path unpack(String name) throws IOException {
        URL pom = WebJar.class.getResource("/META-INF/maven/org.webjars.npm/" + name + "/pom.xml");
        if (pom == null) {
            throw new IllegalStateException("The WebJar of " + name + " is not on the class path");
        }
        Path folder = FOLDER.resolve(name);
        JarFile jar = ((JarURLConnection) pom.openConnection()).getJarFile();
        String prefix = "META-INF/resources/webjars/" + name + "/";
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.isDirectory() || !entry.getName().startsWith(prefix)) {
                continue;
            }
            int version = entry.getName().indexOf('/', prefix.length());
            Path file = folder.resolve(entry.getName().substring(version + 1));
            if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
                Files.createDirectories(file.getParent());
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return folder;
    }
}
