package dev.bailey.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version as the jar states it. */
final class BaileyVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"bailey " + text()};
    }

    static String text() {
        String version = BaileyVersion.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "(development)");
    }
}
