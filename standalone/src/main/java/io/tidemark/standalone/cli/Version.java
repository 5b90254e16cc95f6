package io.tidemark.standalone.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; a class folder has none. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "tidemark " + (version == null ? "(development)" : version),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch"),
        };
    }
}
